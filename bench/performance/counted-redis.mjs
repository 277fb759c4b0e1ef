import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** So slow is Redis under valgrind. */
const START_MS = 60_000;

/**
 * Starts a Redis under valgrind that counts its instructions, on a port nobody listens at. `counted` answers how many it took for some
 * work; where that is idle now and then, what Redis does once a second counts as well.
 *
 * Source: valgrind, "Callgrind: a call-graph generating cache and branch prediction profiler", callgrind_control -e.
 */
export async function countedRedis(port) {
  const folder = mkdtempSync(join(tmpdir(), 'counted-redis-'));
  const counter = ['--tool=callgrind', '--callgrind-out-file=/dev/null', 'redis-server'];
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  const child = spawn('valgrind', [...counter, ...options, '--appendonly', 'yes', '--hz', '1'], {
    stdio: 'ignore',
  });
  const redis = new Redis(port, { maxRetriesPerRequest: null, retryStrategy: () => 100 });
  redis.on('error', () => undefined);
  await Promise.race([
    redis.ping(),
    once(child, 'close').then(
      () => Promise.reject(new Error('valgrind has ended')),
      (cause) =>
        Promise.reject(new Error('valgrind is missing: install it by the package manager', { cause })),
    ),
    once(AbortSignal.timeout(START_MS), 'abort').then(() => Promise.reject(new Error('Redis did not start'))),
  ]);

  const instructions = () => {
    const told = execFileSync('callgrind_control', ['-e', String(child.pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Number(/^\s*Th\s*1\s+([\d,]+)/m.exec(told)?.[1]?.replaceAll(',', ''));
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    async counted(work) {
      const before = instructions();
      const result = await work();
      return { result, instructions: instructions() - before };
    },
    async end() {
      redis.disconnect();
      const ended = once(child, 'close');
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}
