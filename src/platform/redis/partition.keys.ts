/** Names every key and channel of one partition of the tasks; all have one hash tag, and so one slot. */
export class PartitionKeys {
  constructor(
    /** The base name: the task store's Lua scripts get it as KEYS[1] and derive theirs, and the channels below, from it. */
    readonly tasks: string,
    /** BullMQ's own keys, `<this>:<queue>:<what>`. */
    readonly queues: string,
  ) {}

  /** The channel of a task's changes. Messages: `<id> <version> <status>`. */
  changes(owner: string, id: number): string {
    return `${this.tasks}:changes:${owner}:${id}`;
  }

  /** The channel of the changes of all its tasks that a reader sees: an owner's, or EVERYONE's. Messages: as above. */
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

  /** The channel of a worker that is handed tasks. Messages: `<mark> <grant>`, NUL between; see lua/idle.lua. */
  grants(worker: string): string {
    return `${this.tasks}:grants:${worker}`;
  }

  /** Written last, by whoever waits until a replica has all that was written before. */
  get barrier(): string {
    return `${this.tasks}:barrier`;
  }
}
