import { decodeSteps } from '../../src/tasks/steps.js';

/** A task's record, by the names of what it has; what is empty is not there. Times of its own are milliseconds after its creation. */
export type Fields = Record<string, string>;

export const LEASE_MS = 1_000;
export const RETENTION_MS = 3_000;
export const KIND = 'k';
/** How many ids a chunk of a list has room for: few, since a run makes few tasks. */
export const CHUNK = 3;
/** What a sweep makes anew at most: more than a run comes to. */
export const MAX_DELIVERIES = 200;
export const EVERYONE = '*';
/** A worker that sweeps and hears nothing. */
export const DEAF = 'w2';
export const ANONYMOUS = 'anonymous';
const ENDED = new Set(['finished', 'failed', 'cancelled']);

/** How a task ends, with its steps and its result or error. */
export type Ending = readonly [status: string, steps: string, value: string];

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
  /** In which second the retention of each task that has ended is over. */
  readonly expiry = new Map<string, string>();
  /** When each of these seconds is, epoch milliseconds: earlier than it says where the clock was set back. */
  readonly seconds = new Map<string, number>();
  readonly workers = new Map<string, number>();
  /** Workers that can be handed tasks: how many, and their mark. */
  readonly idle = new Map<string, { readonly free: number; readonly mark: string }>();
  readonly keys = new Map<string, Fields>();
  readonly kind: Fields = {};
  /** Names of the lists that pages are made from. */
  readonly lists = new Set<string>();
  /** The round of each task that waits. */
  readonly rounds = new Map<string, number>();
  /** The round of each client's last task, while any of its tasks has not ended. */
  readonly lastRounds = new Map<string, number>();
  /** Names of steps of tasks that went straight, in the order of their numbers, from 1 on. */
  readonly plans = new Set<string>();
  /** When a task was last noted for estimates, epoch milliseconds. */
  observed = Number.NEGATIVE_INFINITY;
  /** How many ids were given. */
  numbers = 0;
  lastCreated = 0;
  /** The round that is served. */
  round: number | undefined;
  /** When the last sweep was, epoch milliseconds; Infinity while there was none. */
  swept = Number.POSITIVE_INFINITY;
  /** When deliveries were last made anew. */
  claimed = 0;

  constructor(
    readonly partition = 0,
    readonly partitions = 1,
  ) {}

  /** The n-th id that this partition gives, from 1 on. */
  idOf(n: number): number {
    return n === 0 ? 0 : (n - 1) * this.partitions + (this.partition || this.partitions);
  }

  /** Epoch milliseconds. */
  get now(): number {
    return Math.floor(this.micros / 1000);
  }

  /** Ids of queued tasks, the next first. */
  get waiting(): readonly string[] {
    return [...this.rounds].toSorted(byScore).map(([id]) => id);
  }

  /** How many deliveries a queue holds at most. */
  get enough(): number {
    return Math.max(1, this.workers.size);
  }

  /** Whether a worker hears what it is handed; for those that do not, the scripts' simulation has one of its own. */
  listens(worker: string): boolean {
    return worker !== DEAF;
  }

  /** How many workers have not gone silent. */
  get alive(): number {
    return [...this.workers.values()].filter((until) => until >= this.now).length;
  }

  /** Whether an attempt has ended a task, and so. */
  hasEnded(id: string, attempt: string, status: string): boolean {
    const task = this.tasks.get(id);
    return task?.['attempt'] === attempt && task['status'] === status;
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

  /** A task that waits no longer, and that further reads do not join. */
  protected leaveLine(id: string): void {
    this.rounds.delete(id);
    delete this.task(id)['share'];
  }

  /** Moves a task to its end, and tells the process that holds its request, whole. */
  protected ended(id: string, task: Fields, status: string): void {
    task['status'] = status;
    const client = clientOf(task);
    delete task['client'];
    if (![...this.tasks.values()].some((other) => !hasEnded(other) && clientOf(other) === client))
      this.lastRounds.delete(client);
    this.keepUntil(id, String(Math.ceil((this.now + RETENTION_MS) / 1000)));
    this.changed(id);
    const { reply: process, uid = '' } = task;
    const gone = status === 'finished' ? ['reply', 'uid', 'request'] : ['reply'];
    for (const name of gone) delete task[name];
    if (process === undefined) return;
    this.published.push([`:replies:${process}`, uid, id, String(this.now), ...inOrder(task)]);
  }

  private keepUntil(id: string, second: string): void {
    this.expiry.set(id, second);
    this.seconds.set(second, Number(second) * 1000);
  }

  /** Ids of tasks whose retention is over in a second, the first to end first. */
  overIn(second: string): readonly string[] {
    return [...this.expiry].filter(([, own]) => own === second).map(([id]) => id);
  }
}

export function byScore(
  [a, scoreA]: readonly [string, number],
  [b, scoreB]: readonly [string, number],
): number {
  return scoreA - scoreB || (a < b ? -1 : 1);
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

/** What each step of a task took that has finished, milliseconds. */
export function tookOf({
  steps = '',
  started,
  changed,
}: Fields): readonly (readonly [step: string, ms: number])[] {
  const ended = decodeSteps(steps, Number(changed), Number(started));
  return ended.flatMap(({ name, status, startedAfterMs, endedAfterMs }) =>
    status === 'finished' ? [[name, Number(endedAfterMs) - Number(startedAfterMs)]] : [],
  );
}
