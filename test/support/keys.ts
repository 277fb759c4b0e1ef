import type { Redis } from 'ioredis';
import { type AnyRedis, serversOf } from './servers.js';

/** Every key that matches a pattern; SCAN, so that Redis can do other things beside. */
export async function keysLike(redis: AnyRedis, pattern: string): Promise<string[]> {
  const found = await Promise.all(serversOf(redis).map((server) => keysOf(server, pattern)));
  return [...new Set(found.flat())];
}

async function keysOf(redis: Redis, pattern: string): Promise<string[]> {
  const found = new Set<string>();
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', 1000);
    cursor = next;
    for (const key of keys) found.add(key);
  } while (cursor !== '0');
  return [...found];
}
