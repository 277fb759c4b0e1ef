import { Cluster, type ClusterOptions, type Redis } from 'ioredis';
import type { Settings } from '../config/index.js';
import { LastingRedis } from './lasting.redis.js';
import {
  accessOptions,
  clusterOptions,
  COMMON,
  type ConnectionOptions,
  serverOptions,
} from './redis.options.js';

/** What of REDIS_TIMEOUT_MS a command may take: the answer must leave within it. */
const COMMAND_SHARE = 0.8;

/** Workers bear more silence than the API: BullMQ has a connection of theirs wait for jobs, five seconds at a time. */
const WORKER_SILENCE_MS = 7_000;

/** How long whoever is asked by a client may wait for Redis, in milliseconds. */
export function commandDeadlineMs({ redisTimeoutMs }: Settings): number {
  return Math.ceil(redisTimeoutMs * COMMAND_SHARE);
}

/** A connection to one Redis, or the connections to all nodes of a cluster. */
export type RedisClient = Redis | Cluster;

/** The servers behind a client that take writes: the one there is, or every primary of the cluster. */
export function serversOf(client: RedisClient): readonly Redis[] {
  return client instanceof Cluster ? client.nodes('master') : [client];
}

/** A client of the same servers, not connected yet, whose connections are named after what they are for. */
export function anotherClient(client: RedisClient, purpose: string, more: Sending = {}): RedisClient {
  if (client instanceof Cluster) {
    const connectionName = `${client.options.redisOptions?.connectionName ?? ''}-${purpose}`;
    return client.duplicate([], { ...more.cluster, redisOptions: { connectionName, ...more.connection } });
  }
  const connectionName = `${client.options.connectionName ?? ''}-${purpose}`;
  return client.duplicate({ connectionName, ...more.connection, ...more.single });
}

/** What becomes of a command that meets no connection, or loses it. */
interface Sending {
  readonly connection?: ConnectionOptions;
  readonly single?: ConnectionOptions;
  readonly cluster?: ClusterOptions;
}

/** It fails at once while there is no connection, and is never sent twice. */
export const SENT_ONCE = {
  connection: { maxRetriesPerRequest: 0, autoResendUnfulfilledCommands: false },
  single: { enableOfflineQueue: false },
  cluster: { enableOfflineQueue: false, retryDelayOnFailover: 0, retryDelayOnClusterDown: 0 },
} as const satisfies Sending;

/** True for clients of requests that somebody waits for, false for those that outlive an outage. */
export function failsFast(client: RedisClient): boolean {
  return client.options.enableOfflineQueue === false;
}

/**
 * A client for requests that somebody waits for: it fails at once while there is no connection, and never sends a command twice,
 * because a script repeated after a cut connection could create a second task. Whoever asks it sets a Deadline.
 */
export function failFastRedis(settings: Settings, name: string): RedisClient {
  const { redisTarget: target } = settings;
  const options = { connectionName: `${settings.keyPrefix}-${name}`, ...SENT_ONCE.connection };
  if (target.sort === 'cluster') {
    return new Cluster([...target.nodes], {
      ...clusterOptions(target),
      ...SENT_ONCE.cluster,
      redisOptions: { ...COMMON, ...accessOptions(target, settings), ...options },
    });
  }
  return new LastingRedis({ ...serverOptions(target, settings), ...options, ...SENT_ONCE.single });
}

/**
 * A client for work that outlives an outage: its commands wait until Redis is back, and go on. A command that was under way when the
 * connection was cut may run twice. So BullMQ wants it; scripts have a client beside it, see LostCommands.
 */
export function patientRedis(settings: Settings, name: string): RedisClient {
  const { redisTarget: target } = settings;
  const options = {
    connectionName: `${settings.keyPrefix}-${name}`,
    maxRetriesPerRequest: null,
    socketTimeout: WORKER_SILENCE_MS,
  };
  if (target.sort !== 'cluster') return new LastingRedis({ ...serverOptions(target, settings), ...options });
  return new Cluster([...target.nodes], {
    ...clusterOptions(target),
    // While a slot moves, or its node is replaced, a command is sent away again and again.
    maxRedirections: Number.MAX_SAFE_INTEGER,
    redisOptions: { ...COMMON, ...accessOptions(target, settings), ...options },
  });
}
