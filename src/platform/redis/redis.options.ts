import type { ClusterOptions, RedisOptions } from 'ioredis';
import type { RedisAccess, RedisTarget, Settings } from '../config/index.js';
import { tlsOptions } from './tls-options.js';

/** How often and how long a lost connection waits before it is tried again, in milliseconds. */
export const retryDelayMs = (attempt: number): number => Math.min(50 * attempt, 500);

/** A replica that was a primary answers READONLY: connecting again finds the new one. */
const reconnectOnError = (error: Error): boolean => error.message.startsWith('READONLY');

/** Options of a connection to one server, without the one that changes the types of its answers. */
export type ConnectionOptions = Omit<RedisOptions, 'replyMapping'>;

/** What all connections have in common. */
export const COMMON = {
  lazyConnect: true,
  keepAlive: 10_000,
  // A host that answers later than this is no store for requests that somebody waits for.
  connectTimeout: 2_000,
} as const;

/** Sentinels answer from memory. */
const SENTINEL_TIMEOUT_MS = 1_000;

/** What all clients of a cluster have in common. */
const CLUSTER = {
  lazyConnect: true,
  clusterRetryStrategy: retryDelayMs,
  // A node that stands still says nothing of its slots having gone to another: the others do.
  slotsRefreshInterval: 2_000,
  slotsRefreshTimeout: 1_000,
} satisfies ClusterOptions;

/** Says how to speak to a cluster as ioredis takes it. */
export function clusterOptions({ tls }: RedisAccess): ClusterOptions {
  // ioredis would connect to the addresses of the names that it was given, which no certificate has.
  return tls ? { ...CLUSTER, dnsLookup: (host, done) => done(null, host) } : CLUSTER;
}

/** Says where a Redis is as ioredis takes it. Behind sentinels each new connection asks them anew who is the primary. */
export function serverOptions(
  target: Exclude<RedisTarget, { sort: 'cluster' }>,
  settings: Settings,
): ConnectionOptions {
  const reconnecting = { retryStrategy: retryDelayMs, reconnectOnError };
  const options = { ...COMMON, ...reconnecting, ...accessOptions(target, settings), db: target.db };
  if (target.sort === 'single') return { ...options, host: target.host, port: target.port };
  return {
    ...options,
    sentinels: [...target.nodes],
    name: target.name,
    sentinelRetryStrategy: retryDelayMs,
    // One that stands still is passed over.
    sentinelCommandTimeout: SENTINEL_TIMEOUT_MS,
    // A primary that stands still keeps its connections; the sentinels tell when it has been replaced.
    failoverDetector: true,
    ...(target.tls ? { sentinelTLS: tlsOptions(settings), enableTLSForSentinelMode: true } : {}),
  };
}

/** Says how to speak to a server as ioredis takes it. */
export function accessOptions(
  { tls, username, password }: RedisAccess,
  settings: Settings,
): ConnectionOptions {
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls ? { tls: tlsOptions(settings) } : {}),
  };
}
