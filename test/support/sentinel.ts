import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { eventually } from './eventually.js';
import { freePort } from './redis-server.js';

const MASTER = 'main';
const SENTINELS = 3;
const SERVERS = 3;

/** How long a master may be silent before sentinels act: shorter than anybody would have it, for tests. */
const DOWN_MS = 1_000;

interface Server {
  readonly port: number;
  child: ChildProcess;
}

/** A master with two replicas and three sentinels that watch them: real servers, on free ports, with their data in a folder of their own. */
export class SentinelSetup {
  private readonly servers: Server[] = [];
  private readonly sentinels: Server[] = [];

  private constructor(private readonly folder: string) {}

  static async start(): Promise<SentinelSetup> {
    const setup = new SentinelSetup(await mkdtemp(join(tmpdir(), 'sentinel-')));
    for (let n = 0; n < SERVERS; n += 1) await setup.addServer();
    for (let n = 0; n < SENTINELS; n += 1) await setup.addSentinel();
    await eventually(() => setup.expectWatched(), 20_000);
    await eventually(() => setup.expectReplicated(), 20_000);
    return setup;
  }

  /** For REDIS_URL. */
  get url(): string {
    return `redis-sentinel://${this.sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')}/${MASTER}`;
  }

  /** A client of whoever is the master. */
  client(): Redis {
    const sentinels = this.sentinels.map(({ port }) => ({ host: '127.0.0.1', port }));
    const redis = new Redis({ sentinels, name: MASTER, maxRetriesPerRequest: null });
    redis.on('error', () => undefined);
    return redis;
  }

  /** Kills the master; answers its port. */
  async killMaster(): Promise<number> {
    const port = await this.masterPort();
    const master = this.servers.find((server) => server.port === port);
    master?.child.kill('SIGKILL');
    return port;
  }

  /** Waits until another is the master. */
  async failedOver(from: number): Promise<void> {
    await eventually(async () => {
      if ((await this.masterPort()) === from) throw new Error('the master is still the old one');
    }, 30_000);
  }

  /** Lets the replicas stand still; answers what lets them go on. */
  async freezeReplicas(): Promise<{ thaw: () => void }> {
    const master = await this.masterPort();
    const replicas = this.servers.filter(({ port }) => port !== master);
    for (const { child } of replicas) child.kill('SIGSTOP');
    return { thaw: () => replicas.forEach(({ child }) => child.kill('SIGCONT')) };
  }

  /** Starts a killed server again; sentinels make a replica of it. */
  async restart(port: number): Promise<void> {
    const server = this.servers.find((one) => one.port === port);
    if (server !== undefined) server.child = await this.launch(port, []);
  }

  async close(): Promise<void> {
    const children = [...this.sentinels, ...this.servers].map(({ child }) => child);
    await Promise.all(
      children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const ended = once(child, 'close');
        child.kill('SIGKILL');
        await ended;
      }),
    );
    await rm(this.folder, { recursive: true, force: true });
  }

  private async addServer(): Promise<void> {
    const port = await freePort();
    const [master] = this.servers;
    const of = master === undefined ? [] : ['--replicaof', '127.0.0.1', String(master.port)];
    this.servers.push({ port, child: await this.launch(port, of) });
  }

  private async launch(port: number, more: readonly string[]): Promise<ChildProcess> {
    const dir = join(this.folder, String(port));
    await mkdir(dir, { recursive: true });
    const options = [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      dir,
      '--save',
      '',
      '--appendonly',
      'yes',
    ];
    const child = spawn(
      process.env['REDIS_SERVER_BIN'] ?? 'redis-server',
      [...options, '--loglevel', 'warning', ...more],
      { stdio: 'ignore' },
    );
    await answers(port);
    return child;
  }

  private async addSentinel(): Promise<void> {
    const port = await freePort();
    const [master] = this.servers;
    const file = join(this.folder, `sentinel-${port}.conf`);
    // A sentinel writes into its own configuration, so that must be a file.
    const lines = [
      `port ${port}`,
      'bind 127.0.0.1',
      `dir ${this.folder}`,
      `sentinel monitor ${MASTER} 127.0.0.1 ${master?.port ?? 0} 2`,
      `sentinel down-after-milliseconds ${MASTER} ${DOWN_MS}`,
      `sentinel failover-timeout ${MASTER} 5000`,
    ];
    await writeFile(file, `${lines.join('\n')}\n`);
    const child = spawn(process.env['REDIS_SERVER_BIN'] ?? 'redis-server', [file, '--sentinel'], {
      stdio: 'ignore',
    });
    await answers(port);
    this.sentinels.push({ port, child });
  }

  private async masterPort(): Promise<number> {
    return asked(this.sentinels[0]?.port ?? 0, async (redis) => {
      const address = (await redis.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', MASTER)) as readonly string[];
      return Number(address[1]);
    });
  }

  /** Errors: rejects until both replicas have all that the master has: Redis waits five seconds before it sends that. */
  private async expectReplicated(): Promise<void> {
    await asked(await this.masterPort(), async (redis) => {
      const online = (await redis.info('replication')).match(/^slave\d+:.*state=online/gm) ?? [];
      if (online.length < SERVERS - 1) throw new Error(`${online.length} replicas are online`);
    });
  }

  /** Errors: rejects until every sentinel knows the others and both replicas. */
  private async expectWatched(): Promise<void> {
    for (const { port } of this.sentinels) {
      await asked(port, async (redis) => {
        const replicas = (await redis.call('SENTINEL', 'REPLICAS', MASTER)) as readonly unknown[];
        const others = (await redis.call('SENTINEL', 'SENTINELS', MASTER)) as readonly unknown[];
        if (replicas.length < SERVERS - 1 || others.length < SENTINELS - 1)
          throw new Error('not all know each other');
      });
    }
  }
}

async function answers(port: number): Promise<void> {
  await eventually(() => asked(port, async (redis) => redis.ping()));
}

async function asked<T>(port: number, ask: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(port, '127.0.0.1', {
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await ask(redis);
  } finally {
    redis.disconnect();
  }
}
