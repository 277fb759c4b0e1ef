import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { eventually } from './eventually.js';

/** Where a server keeps its data, and how it differs from what npm start runs. */
export interface RedisServerOptions {
  /** A folder that is there, for its data; otherwise one of its own. */
  readonly folder?: string;
  /** Further options of redis-server; they override. */
  readonly more?: readonly string[];
}

/** A Redis of a fault test's own, to be stopped, frozen and started again on the same port with the same data. */
export class RedisServer {
  private child: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    readonly folder: string,
    private readonly more: readonly string[],
  ) {}

  static async start({ folder, more = [] }: RedisServerOptions = {}): Promise<RedisServer> {
    const own = folder ?? (await mkdtemp(join(tmpdir(), 'test-redis-')));
    const server = new RedisServer(await freePort(), own, more);
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it, with the data it had, and waits until it answers. */
  async start(): Promise<void> {
    this.launch();
    const probe = new Redis(this.url, { retryStrategy: () => 50, maxRetriesPerRequest: null });
    probe.on('error', () => undefined);
    try {
      await eventually(async () => {
        // While it loads its data it answers with an error.
        await probe.ping();
      });
    } finally {
      probe.disconnect();
    }
  }

  /** Starts it and waits for nothing. `more`: options for this time. */
  launch(more: readonly string[] = []): void {
    // As npm start runs it, but each write is on disk before it is answered: a test kills it at any moment.
    const options = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder, '--save', ''];
    const safe = ['--appendonly', 'yes', '--appendfsync', 'always', '--loglevel', 'warning'];
    this.child = spawn(
      process.env['REDIS_SERVER_BIN'] ?? 'redis-server',
      [...options, ...safe, ...this.more, ...more],
      { stdio: 'ignore' },
    );
  }

  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    const child = this.child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'close');
    child.kill('SIGKILL');
    await ended;
  }

  /** Leaves connections open and answers nothing. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  /** Ends it and removes its data. */
  async remove(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A port that nobody listens at. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
