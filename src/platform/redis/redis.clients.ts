import { Redis } from 'ioredis';
import type { RedisTarget, Settings } from '../config/index.js';

/** How often and how long a lost connection waits before it is tried again, in milliseconds. */
const retryDelayMs = (attempt: number): number => Math.min(50 * attempt, 1000);

/** A replica that was a master answers READONLY: connecting again finds the new master. */
const reconnectOnError = (error: Error): boolean => error.message.startsWith('READONLY');

const common = {
  retryStrategy: retryDelayMs,
  reconnectOnError,
  lazyConnect: true,
  keepAlive: 10_000,
  connectTimeout: 5_000,
};

/**
 * A client for requests that somebody waits for: it answers or fails within the deadline, and never sends
 * a command twice, because a script repeated after a cut connection could create a second task.
 */
export function failFastRedis(settings: Settings, name: string): Redis {
  return new Redis({
    ...targetOptions(settings.redisTarget),
    ...common,
    connectionName: `${settings.keyPrefix}-${name}`,
    enableOfflineQueue: false,
    // Requests of one tick leave in one write; a system call is what each costs most.
    enableAutoPipelining: true,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    commandTimeout: settings.redisTimeoutMs,
  });
}

/**
 * A client for work that outlives an outage: its commands wait until Redis is back, and go on.
 * A command that was under way when the connection was cut may run twice; every script a worker runs allows that.
 */
export function patientRedis(settings: Settings, name: string): Redis {
  return new Redis({
    ...targetOptions(settings.redisTarget),
    ...common,
    connectionName: `${settings.keyPrefix}-${name}`,
    maxRetriesPerRequest: null,
  });
}

/**
 * A client for messages: subscribing answers or fails within the deadline, so that whoever waits can be told. What it
 * was subscribed to before a connection was lost is RedisSubscriber's to restore.
 */
export function subscriberRedis(settings: Settings, name: string): Redis {
  return new Redis({
    ...targetOptions(settings.redisTarget),
    ...common,
    connectionName: `${settings.keyPrefix}-${name}-events`,
    enableOfflineQueue: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    commandTimeout: settings.redisTimeoutMs,
  });
}

/** Says where Redis is as ioredis takes it. Behind sentinels each new connection asks them anew who is the master. */
function targetOptions(target: RedisTarget) {
  if ('url' in target) return urlOptions(new URL(target.url));
  const { tls, sentinels, ...rest } = target;
  const encrypted = { tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true };
  return {
    ...rest,
    sentinels: [...sentinels],
    sentinelRetryStrategy: retryDelayMs,
    ...(tls ? encrypted : {}),
  };
}

function urlOptions({ protocol, hostname, port, username, password, pathname }: URL) {
  const db = Number(pathname.slice(1));
  return {
    host: hostname.replaceAll(/^\[|\]$/g, ''),
    port: port === '' ? 6379 : Number(port),
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    ...(db > 0 ? { db } : {}),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
  };
}
