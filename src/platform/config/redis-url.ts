import { type Variable, variable } from './variables.js';

/** One Redis, or the master that sentinels know by its name. */
export type RedisTarget =
  | { readonly url: string }
  | {
      readonly sentinels: readonly { readonly host: string; readonly port: number }[];
      readonly name: string;
      readonly tls: boolean;
      readonly username?: string;
      readonly password?: string;
      readonly db: number;
    };

const SINGLE = /^rediss?:\/\/[^\s/?#]\S*$/i;

/** `redis-sentinel://user:password@host:26379,host:26379/name/0`; the name of the master, then perhaps a database. */
const SENTINEL =
  /^redis(s?)-sentinel:\/\/(?:([^\s:@/]*):([^\s@/]*)@)?([\w.-]+:\d{1,5}(?:,[\w.-]+:\d{1,5})*)\/([\w.-]+)(?:\/(\d{1,2}))?$/i;

/** Where Redis is. */
export function redisTarget(declared: {
  readonly default: string;
  readonly desc: string;
}): Variable<RedisTarget> {
  return variable<RedisTarget>({
    ...declared,
    allowed:
      'a URL such as redis://host:6379, rediss://user:password@host:6380/0 or redis-sentinel://host:26379,host:26379/name',
    secret: true,
    parse: (given) => sentinelTarget(given) ?? singleTarget(given),
  });
}

function singleTarget(given: string): RedisTarget | undefined {
  if (!SINGLE.test(given) || !URL.canParse(given) || new URL(given).hostname === '') return undefined;
  return { url: given.replace(/\/+$/, '') };
}

function sentinelTarget(given: string): RedisTarget | undefined {
  const [, tls, username = '', password = '', hosts = '', name, db = '0'] = SENTINEL.exec(given) ?? [];
  if (name === undefined) return undefined;
  const sentinels = hosts.split(',').map((address) => {
    const [host = '', port] = address.split(':');
    return { host, port: Number(port) };
  });
  if (sentinels.some(({ port }) => port < 1 || port > 65_535)) return undefined;
  const user = username === '' ? {} : { username: decodeURIComponent(username) };
  const secret = password === '' ? {} : { password: decodeURIComponent(password) };
  return { sentinels, name, tls: tls !== '', ...user, ...secret, db: Number(db) };
}
