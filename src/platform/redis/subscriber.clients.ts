import { Redis } from 'ioredis';
import type { RedisTarget, Settings } from '../config/index.js';
import { commandDeadlineMs } from './redis.clients.js';
import {
  accessOptions,
  COMMON,
  type ConnectionOptions,
  retryDelayMs,
  serverOptions,
} from './redis.options.js';
import { LastingRedis } from './lasting.redis.js';
import { giveUpSilent } from './silent.connections.js';

type ClusterTarget = Extract<RedisTarget, { sort: 'cluster' }>;

/** How Redis says that a slot is another node's: `MOVED 3999 127.0.0.1:6381`; no host stands for the one that was asked. */
const MOVED = /^MOVED \d+ (.*):(\d+)$/;

/**
 * Clients for messages: one, or on a cluster one for each partition of the tasks, whose channels all have one slot.
 * What a client was subscribed to before its connection was lost is RedisSubscriber's to restore.
 *
 * Source: Redis "Pub/Sub", "Sharded Pub/Sub": a channel's messages stay on the nodes that have its slot.
 */
export function subscriberRedis(settings: Settings, name: string): readonly Redis[] {
  const { redisTarget: target, taskPartitions } = settings;
  const options = {
    connectionName: `${settings.keyPrefix}-${name}-events`,
    enableOfflineQueue: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
  };
  const clients =
    target.sort === 'cluster'
      ? Array.from({ length: taskPartitions }, () =>
          slotFollower(target, { ...COMMON, ...accessOptions(target, settings), ...options }),
        )
      : [new LastingRedis({ ...serverOptions(target, settings), ...options })];
  for (const client of clients) giveUpSilent(client, commandDeadlineMs(settings));
  return clients;
}

/**
 * A connection to the node that has the slot of its channels. Any node tells which that is, so each connection but that
 * one begins at the next of those that are known.
 */
function slotFollower({ nodes }: ClusterTarget, options: ConnectionOptions): Redis {
  let connections = 0;
  let owner: { readonly host: string; readonly port: number } | undefined;
  const goOn = (): object => {
    const next = owner ?? nodes[connections++ % nodes.length];
    owner = undefined;
    return next ?? {};
  };
  const client: Redis = new Redis({
    ...options,
    ...goOn(),
    reconnectOnError: ({ message }) => {
      const [, host = '', port] = MOVED.exec(message) ?? [];
      if (port === undefined) return false;
      owner = { host: host === '' ? (client.options.host ?? '') : host, port: Number(port) };
      return true;
    },
    retryStrategy: (attempt) => {
      Object.assign(client.options, goOn());
      return retryDelayMs(attempt);
    },
  });
  // Redis ends subscriptions of a slot that leaves its node.
  client.on('moved', () => client.disconnect(true));
  return client;
}
