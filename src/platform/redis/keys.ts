/** Stands for all owners. No owner has this name. */
export const EVERYONE = '*';

/**
 * Names every key this service has in Redis; no other file spells one.
 *
 * Each room of keys carries one hash tag (`{…}`), so that a script that touches several of them stays
 * in one slot of a Redis Cluster.
 * Source: Redis Cluster specification, "Hash tags".
 */
export class Keys {
  constructor(private readonly prefix: string) {}

  /** The task store: its Lua scripts get this name as KEYS[1] and derive theirs, and the channels below, from it. */
  get tasks(): string {
    return `{${this.prefix}:tasks}`;
  }

  /** The channel of a task's changes. Messages: `<id> <version> <status>`. */
  changes(owner: string, id: number): string {
    return `${this.tasks}:changes:${owner}:${id}`;
  }

  /** The channel of the changes of all tasks that a reader sees: an owner's, or EVERYONE's. Messages: as above. */
  allChanges(reader: string): string {
    return `${this.tasks}:changes:${reader}`;
  }

  /** The channel of running tasks that are to be cancelled. Messages: their ids. */
  get cancels(): string {
    return `${this.tasks}:cancels`;
  }

  /** The channel of a process that holds requests. Messages: `<uid> <id> <now> <packed record>` of ended tasks, NUL between. */
  replies(process: string): string {
    return `${this.tasks}:replies:${process}`;
  }

  /** Written last, by whoever waits until a replica has all that was written before. */
  get barrier(): string {
    return `${this.tasks}:barrier`;
  }

  /**
   * A key of the same slot that is never written, given to every script beside its base name, which is never written
   * either. Scripts derive all other keys, so Redis can't know whether those are there; but of two that are missing,
   * while a slot moves, the old node sends the script on, and the new one says TRYAGAIN. So no script ever sees a slot by half.
   * Source: Redis Cluster specification, "Multiple keys operations".
   */
  companion(key: string): string {
    return `${key}:whole`;
  }

  /** What a ticket is good for, by the digest of the ticket. */
  ticket(digest: string): string {
    return `${this.tasks}:ticket:${digest}`;
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
