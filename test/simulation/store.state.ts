/** A task's record, field by field as Redis has it. */
export type Fields = Record<string, string>;

export const LEASE_MS = 1_000;
export const RETENTION_MS = 3_000;
export const KIND = 'k';
/** What a sweep makes anew at most: more than a run comes to. */
export const MAX_DELIVERIES = 200;
/** What a queue holds also without workers: few, so that there are more tasks now and then. */
export const SPARE_DELIVERIES = 1;
export const EVERYONE = '*';
export const ANONYMOUS = 'anonymous';
const ENDED = new Set(['finished', 'failed', 'cancelled']);

/** What the store of tasks keeps, in memory. What can be told from records is told from them. Its clock stands until it is moved. */
export class StoreState {
  /** Epoch microseconds. */
  micros = 1_700_000_000_000_000;
  readonly tasks = new Map<string, Fields>();
  /** Owners of tasks whose retention is over. */
  readonly gone = new Map<string, string>();
  /** Messages: the channel, then what was said. */
  readonly published: string[][] = [];
  readonly due = new Map<string, number>();
  readonly expiry = new Map<string, number>();
  readonly workers = new Map<string, number>();
  readonly keys = new Map<string, Fields>();
  readonly kind: Fields = {};
  /** The next turn of each client that waits. */
  readonly turns = new Map<string, number>();
  lastId = 0;
  lastCreated = 0;
  served: number | undefined;
  /** When the last sweep was, epoch milliseconds; Infinity while there was none. */
  swept = Number.POSITIVE_INFINITY;
  /** When deliveries were last made anew. */
  claimed = 0;

  /** Epoch milliseconds. */
  get now(): number {
    return Math.floor(this.micros / 1000);
  }

  /** Ids of queued tasks, the oldest first. */
  get waiting(): readonly string[] {
    const queued = [...this.tasks].filter(([, { status }]) => status === 'queued');
    return queued.map(([id]) => id).toSorted((a, b) => Number(a) - Number(b));
  }

  /** How many deliveries a queue holds at most. */
  get enough(): number {
    return Math.max(SPARE_DELIVERIES, this.workers.size * Number(this.kind['slots'] ?? 0));
  }

  /** How many tasks have not ended. */
  get open(): number {
    return [...this.tasks.values()].filter((task) => !hasEnded(task)).length;
  }

  /** Errors: throws for a task that there is not. */
  task(id: string): Fields {
    const task = this.tasks.get(id);
    if (task === undefined) throw new Error(`the model has no task ${id}`);
    return task;
  }

  /** Gives a task its next version, and tells of it. */
  protected changed(id: string): void {
    const task = this.task(id);
    task['version'] = String(Number(task['version']) + 1);
    const { owner = '', status = '', version } = task;
    const change = `${id} ${version} ${status}`;
    for (const tasks of [`${owner}:${id}`, ...readersOf(owner)])
      this.published.push([`:changes:${tasks}`, change]);
  }

  /** A task that waits no longer; the last of its client takes the turn with it. Called while it is still queued. */
  protected leaveLine(task: Fields): void {
    const client = clientOf(task);
    delete task['share'];
    const others = this.waiting.map((id) => this.task(id)).filter((other) => other !== task);
    if (others.every((other) => clientOf(other) !== client)) this.turns.delete(client);
  }

  /** Moves a task to its end, and tells the process that holds its request, whole. */
  protected ended(id: string, task: Fields, status: string): void {
    task['status'] = status;
    delete task['client'];
    this.expiry.set(id, this.now + RETENTION_MS);
    this.changed(id);
    const process = task['reply'];
    if (process === undefined) return;
    delete task['reply'];
    this.published.push([`:replies:${process}`, task['uid'] ?? '', id, String(this.now), ...inOrder(task)]);
  }
}

export function hasEnded({ status = '' }: Fields): boolean {
  return ENDED.has(status);
}

/** Whose lists show an owner's tasks, and who is told of their changes. */
export function readersOf(owner: string): readonly string[] {
  return owner === ANONYMOUS ? [owner] : [owner, EVERYONE];
}

/** Whose limits and turns a task counts for. */
export function clientOf({ client, owner = '' }: Fields): string {
  return client ?? owner;
}

export function createdMs({ created }: Fields): number {
  return Math.floor(Number(created) / 1000);
}

/** Names and values, by name. */
export function inOrder(fields: Fields): readonly string[] {
  return Object.entries(fields)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flat();
}
