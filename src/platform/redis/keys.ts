/**
 * Names every key this service has in Redis; no other file spells one.
 *
 * Each room of keys carries one hash tag (`{…}`), so that a script that touches several of them stays
 * in one slot of a Redis Cluster.
 * Source: Redis Cluster specification, "Hash tags".
 */
export class Keys {
  constructor(private readonly prefix: string) {}

  /** The task store: its Lua scripts get this name as KEYS[1] and derive theirs from it (see lua/keys.lua). */
  get tasks(): string {
    return `{${this.prefix}:tasks}`;
  }

  /** BullMQ's own keys, `<this>:<queue>:<what>`. */
  get queues(): string {
    return `{${this.prefix}:queues}`;
  }

  /** What a resource keeps for itself, `<this>:<what>`; one tag for each resource. */
  resource(name: string): string {
    return `{${this.prefix}:${name}}`;
  }
}
