import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { pinned } from './pinned.mjs';

/** A free port of this machine's loopback. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Many processes that start at once on few cores take their time. */
const START_MS = 60_000;

/** Calls until it answers something true, within ten seconds; rejects with the last error otherwise. */
export async function until(what, call, withinMs = 10_000) {
  const deadline = Date.now() + withinMs;
  for (;;) {
    let failure;
    try {
      const answer = await call();
      if (answer) return answer;
    } catch (error) {
      failure = error;
    }
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`, { cause: failure });
    await delay(20);
  }
}

/** Options of a Redis that keeps tasks, as docs/operations.md recommends them. */
export const RECOMMENDED = [
  ...['--save', '', '--appendonly', 'yes', '--appendfsync', 'everysec', '--maxmemory-policy', 'noeviction'],
  ...['--hash-max-listpack-value', '1024', '--zset-max-listpack-entries', '8'],
];

/**
 * Redis, API and worker processes of the built service, on free ports of loopback, for one measurement. Everything it
 * starts is ended by `close`, and its data is removed.
 */
export class Stack {
  #children = new Set();
  #env;
  #cores;
  #redisOptions;
  #killAll = () => this.#children.forEach((child) => child.kill('SIGKILL'));
  /** Every JSON line the processes logged, with the time it was read. */
  events = [];

  /**
   * Starts a private Redis, unless `env` names one. `env` configures all processes. `cores` pins them (`node`, `redis`)
   * each to a processor, `redisOptions` are more of redis-server's.
   */
  static async open(env = {}, { cores = {}, redisOptions = [] } = {}) {
    const stack = new Stack();
    stack.#cores = cores;
    stack.#redisOptions = redisOptions;
    // A measurement that fails leaves nothing behind either.
    process.once('exit', stack.#killAll);
    stack.dir = await mkdtemp(join(tmpdir(), 'car-factory-bench-'));
    stack.#env = { ...process.env, LOG_LEVEL: 'info', ...env };
    if (env.REDIS_URL !== undefined) return stack;
    stack.redisPort = await freePort();
    stack.redisUrl = `redis://127.0.0.1:${stack.redisPort}`;
    stack.#env.REDIS_URL = stack.redisUrl;
    stack.redis = new Redis(stack.redisUrl, { lazyConnect: true, retryStrategy: () => 50 });
    stack.redis.on('error', () => undefined);
    await stack.startRedis();
    return stack;
  }

  /** Starts the private Redis, with the data it had, and waits until it answers. */
  async startRedis() {
    const args = [
      ...['--port', String(this.redisPort), '--bind', '127.0.0.1'],
      ...['--dir', this.dir, '--loglevel', 'warning'],
      ...RECOMMENDED,
      ...this.#redisOptions,
    ];
    const command = process.env.REDIS_SERVER_BIN ?? 'redis-server';
    this.redisServer = this.#spawn(command, args, process.env, this.#cores.redis);
    await until('redis answers', async () => {
      if (this.redis.status === 'wait') await this.redis.connect();
      return (await this.redis.ping()) === 'PONG';
    });
  }

  /** Starts an API process and waits until it is ready. */
  async api(env = {}, file = 'dist/bundle/main.js') {
    const port = env.PORT ?? String(await freePort());
    const api = this.#node(file, { HEALTH_PORT: '0', ...env, PORT: port, HOST: '127.0.0.1' });
    api.url = `http://127.0.0.1:${port}`;
    await until('the API is ready', async () => (await fetch(`${api.url}/health/ready`)).ok, START_MS);
    return api;
  }

  /** Starts a worker process; `ready` waits until it fetches. */
  async worker(env = {}, file = 'dist/bundle/worker.js') {
    const port = String(await freePort());
    const worker = this.#node(file, { ...env, HEALTH_PORT: port });
    worker.ready = () =>
      until(
        'the worker is ready',
        async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok,
        START_MS,
      );
    return worker;
  }

  /** Ends a process at once and waits until it is gone. */
  async kill(child) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async close() {
    this.redis?.disconnect();
    for (const child of [...this.#children]) await this.kill(child);
    process.off('exit', this.#killAll);
    await rm(this.dir, { recursive: true, force: true });
  }

  #node(file, env) {
    const args = ['--disable-proto=delete', file];
    const child = this.#spawn(process.execPath, args, { ...this.#env, ...env }, this.#cores.node);
    createInterface({ input: child.stdout }).on('line', (line) => this.#note(child, line));
    child.stderr.on('data', (data) => process.stderr.write(data));
    return child;
  }

  #note(child, line) {
    try {
      this.events.push({ at: Date.now(), from: child.pid, ...JSON.parse(line) });
    } catch {
      process.stderr.write(`${line}\n`);
    }
  }

  #spawn(command, args, env, core) {
    const child = spawn(...pinned(core, command, args), { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    return child;
  }
}
