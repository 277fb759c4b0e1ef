import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort, until } from './stack.mjs';

const MASTER = 'main';
const COUNT = 3;

/** How long a master may be silent before sentinels act; a common choice is 1 to 5 s. */
const DOWN_MS = 2_000;
const FAILOVER_TIMEOUT_MS = 5_000;
const START_MS = 60_000;

/** A master with two replicas, and three sentinels that watch them: real servers on free ports, with data of their own. */
export class Sentinels {
  #dir;
  #servers = new Map();
  #sentinels = new Map();

  static async open() {
    const setup = new Sentinels();
    process.once('exit', () => setup.#children().forEach((child) => child.kill('SIGKILL')));
    setup.#dir = await mkdtemp(join(tmpdir(), 'car-factory-sentinels-'));
    const first = await freePort();
    await setup.start(first);
    for (let n = 1; n < COUNT; n += 1)
      await setup.start(await freePort(), ['--replicaof', '127.0.0.1', String(first)]);
    for (let n = 0; n < COUNT; n += 1) await setup.#watch(first);
    await until('sentinels know each other', () => setup.#known(), START_MS);
    await setup.whole();
    return setup;
  }

  /** For REDIS_URL. */
  get url() {
    return `redis-sentinel://${[...this.#sentinels.keys()].map((port) => `127.0.0.1:${port}`).join(',')}/${MASTER}`;
  }

  /** A client of whoever is the master. */
  client() {
    const sentinels = [...this.#sentinels.keys()].map((port) => ({ host: '127.0.0.1', port }));
    const redis = new Redis({ sentinels, name: MASTER, retryStrategy: () => 50 });
    redis.on('error', () => undefined);
    return redis;
  }

  /** Starts a server with the data it had; sentinels make a replica of it where another is the master by now. */
  async start(port, options = []) {
    const dir = join(this.#dir, String(port));
    await mkdir(dir, { recursive: true });
    const own = ['--port', port, '--bind', '127.0.0.1', '--dir', dir, '--save', '', '--appendonly', 'yes'];
    this.#servers.set(port, this.#spawn([...own.map(String), '--loglevel', 'warning', ...options]));
    await until('a server answers', () => asked(port, (redis) => redis.ping()), START_MS);
  }

  /** Ends a server at once; resolves when it is gone. */
  async kill(port) {
    const child = this.#servers.get(port);
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** Lets a server stand still, its connections open. */
  freeze(port) {
    this.#servers.get(port).kill('SIGSTOP');
  }

  thaw(port) {
    this.#servers.get(port).kill('SIGCONT');
  }

  /** The port of whoever most sentinels take for the master. */
  async master() {
    const told = await Promise.all([...this.#sentinels.keys()].map((port) => asked(port, masterOf)));
    return told.toSorted((a, b) => a - b)[1];
  }

  /** Waits until the master has both others as replicas that keep up. */
  async whole() {
    await until(
      'all replicas are there',
      async () => {
        const info = await asked(await this.master(), (redis) => redis.info('replication'));
        return [...info.matchAll(/state=online/g)].length === COUNT - 1;
      },
      START_MS,
    );
  }

  async close() {
    for (const child of this.#children()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    }
    await rm(this.#dir, { recursive: true, force: true });
  }

  #children() {
    return [...this.#sentinels.values(), ...this.#servers.values()];
  }

  async #watch(master) {
    const port = await freePort();
    const file = join(this.#dir, `sentinel-${port}.conf`);
    // A sentinel writes into its own configuration, so that must be a file.
    const lines = [
      `port ${port}`,
      'bind 127.0.0.1',
      `dir ${this.#dir}`,
      `sentinel monitor ${MASTER} 127.0.0.1 ${master} 2`,
      `sentinel down-after-milliseconds ${MASTER} ${DOWN_MS}`,
      `sentinel failover-timeout ${MASTER} ${FAILOVER_TIMEOUT_MS}`,
    ];
    await writeFile(file, `${lines.join('\n')}\n`);
    this.#sentinels.set(port, this.#spawn([file, '--sentinel']));
    await until('a sentinel answers', () => asked(port, (redis) => redis.ping()), START_MS);
  }

  async #known() {
    const each = await Promise.all(
      [...this.#sentinels.keys()].map((port) =>
        asked(port, async (redis) => [
          (await redis.call('SENTINEL', 'REPLICAS', MASTER)).length,
          (await redis.call('SENTINEL', 'SENTINELS', MASTER)).length,
        ]),
      ),
    );
    return each.flat().every((count) => count === COUNT - 1);
  }

  #spawn(args) {
    return spawn(process.env.REDIS_SERVER_BIN ?? 'redis-server', args, { stdio: 'ignore' });
  }
}

async function masterOf(redis) {
  return Number((await redis.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', MASTER))[1]);
}

async function asked(port, ask) {
  const redis = new Redis(port, '127.0.0.1', {
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    commandTimeout: 2_000,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await ask(redis);
  } finally {
    redis.disconnect();
  }
}
