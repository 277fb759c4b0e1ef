import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Keys } from '../../src/platform/redis/index.js';
import { Client } from './client.js';
import { clusterClient } from './cluster.js';
import { LeakCheck } from './leak-check.js';
import { root } from './root.js';
import { MovingCluster } from './moving-cluster.js';
import type { AnyRedis } from './servers.js';
import { type Exit, ServiceProcess } from './service-process.js';

/** What a stack is made from. */
export interface StackOptions {
  /** Environment of all processes. */
  readonly env?: Readonly<Record<string, string>>;
  /** Redis, where it is not the one of `npm test`. */
  readonly redisUrl?: string;
  /** A client of it, where its URL is one that only the service knows. */
  readonly redis?: AnyRedis;
  /** The folder with main.js and worker.js, where it is not the build. */
  readonly build?: string;
}

/**
 * Processes of the service under a key prefix of their own, for one test file:
 *
 *     const stack = await Stack.open({ env: { CAR_BUILD_SECONDS: '0' } });
 *     afterAll(() => stack.close());
 *     const api = await stack.api();
 *     await stack.worker();
 */
export class Stack {
  readonly prefix = `e2e-${randomBytes(6).toString('hex')}`;
  readonly processes: ServiceProcess[] = [];
  /** How the service names what it keeps. */
  readonly keys: Keys;

  private constructor(
    private readonly options: StackOptions,
    /** For what a test wants to see or to spoil in Redis. */
    readonly redis: AnyRedis,
    private readonly leaks: LeakCheck,
    private readonly cluster: MovingCluster | undefined,
  ) {
    const { TASK_PARTITIONS = '1' } = { ...partitions(), ...options.env };
    this.keys = new Keys(this.prefix, Number(TASK_PARTITIONS));
  }

  static async open(options: StackOptions = {}): Promise<Stack> {
    const cluster = await clusterFor(options);
    const url = options.redisUrl ?? cluster?.url ?? process.env['REDIS_URL'];
    if (url === undefined) throw new Error('REDIS_URL is not set; run the tests with npm test');
    const redis = options.redis ?? clientOf(url);
    // What matters to a test fails there.
    redis.on('error', () => undefined);
    return new Stack({ ...options, redisUrl: url }, redis, await LeakCheck.begin(redis), cluster);
  }

  /** Starts an API process; answers it, once ready, as what a client of it sees. */
  async api(
    env: Readonly<Record<string, string>> = {},
  ): Promise<ServiceProcess & { readonly client: Client }> {
    const api = await this.launch('main', { PORT: '0', ...env }).ready();
    return Object.assign(api, { client: new Client(api.url) });
  }

  /** Starts a worker process, and waits until it is ready. */
  async worker(env: Readonly<Record<string, string>> = {}): Promise<ServiceProcess> {
    return this.launch('worker', env).ready();
  }

  /** Starts a process and waits for nothing. */
  launch(entry: 'main' | 'worker', env: Readonly<Record<string, string>> = {}): ServiceProcess {
    const file = join(this.options.build ?? join(root, 'dist/bundle'), `${entry}.js`);
    const launched = new ServiceProcess(entry, ['--enable-source-maps', '--disable-proto=delete', file], {
      PATH: process.env['PATH'],
      HOST: '127.0.0.1',
      REDIS_URL: this.options.redisUrl,
      KEY_PREFIX: this.prefix,
      HEALTH_PORT: '0',
      SHUTDOWN_DRAIN_SECONDS: '0',
      ...partitions(),
      ...this.options.env,
      ...env,
    });
    this.processes.push(launched);
    return launched;
  }

  /** The key of something that a resource keeps. */
  key(resource: string, what: string): string {
    return `{${this.prefix}:${resource}}:${what}`;
  }

  /**
   * Ends every process, removes this prefix's keys, and answers how the processes ended.
   *
   * Errors: rejects when a process had to be killed, or something was left behind.
   */
  async close(): Promise<readonly Exit[]> {
    const exits = await Promise.all(this.processes.map((started) => started.stop()));
    try {
      await this.leaks.end(this.prefix, this.processes);
    } finally {
      this.redis.disconnect();
      await this.cluster?.close();
    }
    return exits;
  }
}

/** `npm run test:cluster` has every stack on a cluster of its own, unless its test brings a Redis. */
async function clusterFor({ redisUrl }: StackOptions): Promise<MovingCluster | undefined> {
  return redisUrl === undefined && process.env['ON_CLUSTER'] !== undefined
    ? MovingCluster.start()
    : undefined;
}

/** With TASK_PARTITIONS in its own environment a run of the tests divides the tasks of every stack. */
function partitions(): Readonly<Record<string, string>> {
  const given = process.env['TASK_PARTITIONS'];
  return given === undefined ? {} : { TASK_PARTITIONS: given };
}

function clientOf(url: string): AnyRedis {
  return url.startsWith('redis-cluster:') ? clusterClient(url) : new Redis(url);
}
