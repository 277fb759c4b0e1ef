import { Cluster, type Redis } from 'ioredis';

/** A client of one Redis, or of a cluster. */
export type AnyRedis = Redis | Cluster;

/** The servers that have keys: the one there is, or every primary of the cluster. */
export function serversOf(redis: AnyRedis): readonly Redis[] {
  return redis instanceof Cluster ? redis.nodes('master') : [redis];
}

/** Asks all servers, and answers the sum of what they say. */
export async function sumOf(redis: AnyRedis, ask: (server: Redis) => Promise<number>): Promise<number> {
  const counts = await Promise.all(serversOf(redis).map(ask));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Cuts every connection for messages that the API processes of a key prefix have. */
export async function cutMessages(redis: AnyRedis, prefix: string): Promise<void> {
  for (const server of serversOf(redis)) {
    const all = String(await server.call('CLIENT', 'LIST', 'TYPE', 'pubsub'));
    const own = all.split('\n').filter((line) => line.includes(`name=${prefix}-api-events`));
    for (const line of own) await server.client('KILL', 'ID', /id=(\d+)/.exec(line)?.[1] ?? '');
  }
}
