/** What is wrong with a Redis server for a store of promises, told from its INFO. */
export interface RedisFaults {
  /** Reasons not to take traffic at all. */
  readonly fatal: readonly string[];
  /** Reasons to warn loudly. */
  readonly warnings: readonly string[];
}

/**
 * Judges a server by its INFO text (CONFIG is often forbidden where Redis is a service).
 *
 * Source: Redis "Key eviction" (`maxmemory-policy`) and "Persistence".
 */
export function redisFaults(info: string): RedisFaults {
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
  const appendOnly = /^aof_enabled:(\d)/m.exec(info)?.[1];
  const fatal =
    policy === undefined || policy === 'noeviction'
      ? []
      : [`maxmemory-policy is ${policy}: Redis would throw accepted tasks away; it must be noeviction`];
  const warnings =
    appendOnly === '0' ? ['append-only persistence is off: a restart of Redis loses accepted tasks'] : [];
  return { fatal, warnings };
}
