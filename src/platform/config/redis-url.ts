import { type Variable, variable } from './variables.js';

/** Where a server listens. */
export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

/** How servers want to be spoken to. */
export interface RedisAccess {
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
}

/** One Redis, the primary that sentinels know by its name, or a cluster that some of its nodes tell of. */
export type RedisTarget =
  | (RedisAccess & RedisNode & { readonly sort: 'single'; readonly db: number })
  | (RedisAccess & {
      readonly sort: 'sentinels';
      readonly nodes: readonly RedisNode[];
      readonly name: string;
      readonly db: number;
    })
  | (RedisAccess & { readonly sort: 'cluster'; readonly nodes: readonly RedisNode[] });

const DEFAULT_PORT = 6379;

const SINGLE = /^rediss?:\/\/[^\s/?#]\S*$/i;

/**
 * `redis-sentinel://user:password@host:26379,host:26379/name/0`: the name of the primary, then perhaps a database;
 * `redis-cluster://user:password@host:6379,host:6379`: some nodes of the cluster.
 */
const SEVERAL =
  /^redis(s?)-(sentinel|cluster):\/\/(?:([^\s:@/]*):([^\s@/]*)@)?([\w.-]+:\d{1,5}(?:,[\w.-]+:\d{1,5})*)(?:\/([\w.-]+)(?:\/(\d{1,2}))?|\/)?$/i;

/** Where Redis is. */
export function redisTarget(declared: {
  readonly default: string;
  readonly desc: string;
}): Variable<RedisTarget> {
  return variable<RedisTarget>({
    ...declared,
    allowed:
      'a URL such as redis://host:6379, rediss://user:password@host:6380/0, redis-sentinel://host:26379,host:26379/name or redis-cluster://host:6379,host:6379',
    secret: 'password',
    parse: (given) => severalTarget(given) ?? singleTarget(given),
  });
}

function singleTarget(given: string): RedisTarget | undefined {
  if (!SINGLE.test(given) || !URL.canParse(given)) return undefined;
  const { protocol, hostname, port, username, password, pathname } = new URL(given);
  const access = accessOf(protocol.toLowerCase() === 'rediss:', username, password);
  if (hostname === '' || access === undefined) return undefined;
  const node = { host: hostname.replaceAll(/^\[|\]$/g, ''), port: port === '' ? DEFAULT_PORT : Number(port) };
  const db = Number(pathname.replaceAll('/', ''));
  return Number.isInteger(db) ? { sort: 'single', ...node, ...access, db } : undefined;
}

function severalTarget(given: string): RedisTarget | undefined {
  const [, tls, sort, username = '', password = '', hosts = '', name, db = '0'] = SEVERAL.exec(given) ?? [];
  if (sort === undefined) return undefined;
  const nodes = hosts.split(',').map((address) => {
    const [host = '', port] = address.split(':');
    return { host, port: Number(port) };
  });
  const access = accessOf(tls !== '', username, password);
  if (access === undefined || nodes.some(({ port }) => port < 1 || port > 65_535)) return undefined;
  const isCluster = sort.toLowerCase() === 'cluster';
  // A cluster has neither a name nor databases.
  if (isCluster) return name === undefined ? { sort: 'cluster', nodes, ...access } : undefined;
  return name === undefined ? undefined : { sort: 'sentinels', nodes, name, ...access, db: Number(db) };
}

/** Undefined where name or password are not what they should be: percent-encoded. */
function accessOf(tls: boolean, username: string, password: string): RedisAccess | undefined {
  try {
    const user = username === '' ? {} : { username: decodeURIComponent(username) };
    const secret = password === '' ? {} : { password: decodeURIComponent(password) };
    return { tls, ...user, ...secret };
  } catch {
    return undefined;
  }
}
