import { Cluster, type Redis } from 'ioredis';
import type { RedisClient } from './redis.clients.js';

/** Looks at a connection while one deadline passes. */
const LOOKS = 4;

/**
 * Gives up each connection of a client on which something was asked, and nothing comes: its server may be gone without a word, and the
 * kernel would believe in it for a quarter of an hour. As with a Deadline it counts what was read, not what a late process has not read
 * yet; ioredis' own `socketTimeout` and `commandTimeout` are timers and nothing else.
 *
 * Units: milliseconds of silence; Infinity leaves it to the client.
 */
export function giveUpSilent(client: RedisClient, silenceMs: number): void {
  if (silenceMs === Infinity) return;
  if (client instanceof Cluster) client.on('+node', (node: Redis) => watch(node, silenceMs));
  else watch(client, silenceMs);
}

function watch(redis: Redis, silenceMs: number): void {
  let timer: NodeJS.Timeout | undefined;
  redis.on('connect', () => {
    const { stream } = redis;
    let bytesRead = 0;
    let silentSinceMs: number | undefined;
    const look = (): void => {
      const isSilent = redis.commandQueue.length > 0 && stream.bytesRead === bytesRead;
      bytesRead = stream.bytesRead;
      if (!isSilent) return (silentSinceMs = undefined);
      silentSinceMs ??= performance.now();
      if (performance.now() - silentSinceMs < silenceMs) return;
      stream.destroy(new Error(`Redis has been silent for ${silenceMs} ms`));
    };
    clearInterval(timer);
    timer = setInterval(() => setImmediate(look), silenceMs / LOOKS).unref();
  });
  redis.on('close', () => clearInterval(timer));
}
