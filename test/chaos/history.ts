import type { PlannedFault } from './faults.js';
import type { Order } from './orders.js';
import type { Plan } from './plan.js';

// Everything that is known of a run, as plain data: what the checker judges, and what is written to a file when it
// objects. All times are milliseconds since the epoch, by this machine's one clock.

/** A task's document as somebody saw it. */
export interface Seen {
  readonly task: number;
  readonly status: string;
  readonly progress: number;
  readonly eta: number;
  /** Missing in lists. */
  readonly version?: number;
  /** `draft=finished check=in progress …` */
  readonly workflow: Readonly<Record<string, string>>;
  /** Of the whole document, once the task has ended; lists show less, so theirs have another form. */
  readonly digest?: string;
  readonly from: number;
  readonly to: number;
}

/** Whether a task that was seen so has ended. */
export function hasEnded({ status }: Pick<Seen, 'status'>): boolean {
  return status !== 'queued' && status !== 'active';
}

export type Outcome = 'ok' | 'failed' | 'unknown';

export type Purpose = 'order' | 'task' | 'wait' | 'stream' | 'list' | 'cancel';

/** A request and what came of it; `failed` is an answer that refuses, `unknown` a 503 or none at all. */
export interface RequestLine {
  readonly purpose: Purpose;
  readonly client: string;
  readonly from: number;
  readonly to: number;
  readonly method: string;
  readonly path: string;
  /** The order it belongs to. */
  readonly order?: number;
  readonly key?: string;
  /** Seconds of `Prefer: wait`. */
  readonly wait?: number;
  readonly outcome: Outcome;
  readonly status?: number;
  readonly contentType?: string;
  /** What the answer says the task's status is. */
  readonly taskStatus?: string;
  /** Type of the problem, where it is one. */
  readonly problem?: string;
  /** The task that the answer is about. */
  readonly task?: number;
  readonly seen: readonly Seen[];
  /** How a stream ended. */
  readonly end?: 'ended' | 'cut';
  /** Why there was no answer. */
  readonly error?: string;
}

/** A walk through all pages of the list from the newest task on. */
export interface PageWalk {
  readonly client: string;
  readonly from: number;
  readonly to: number;
  readonly limit: number;
  readonly pages: readonly (readonly number[])[];
  /** True where the last page was the list's last. */
  readonly whole: boolean;
}

/** A line of the steps' own log. */
export interface EffectLine {
  readonly at: number;
  readonly pid: number;
  readonly uid: string;
  readonly task: number;
  readonly step: string;
  readonly moment: 'begin' | 'end' | 'undo' | 'undone';
  readonly attempt: number;
}

/** A write to a record that Redis carried out, as MONITOR shows it; `grant` is a start that was granted. */
export interface WriteLine {
  readonly at: number;
  readonly task: number;
  readonly script: string;
  /** The attempt that wrote; of a grant: the number it got, where it is known. */
  readonly attempt?: number;
  /** Until when the lease holds, where the write says so. */
  readonly lease?: number;
}

/** A fault that was done. */
export type DoneFault = PlannedFault & {
  readonly from: number;
  readonly to: number;
  /** The process it was done to. */
  readonly pid?: number;
};

/** A process that ended. */
export interface ProcessEnd {
  readonly name: string;
  readonly pid: number;
  readonly at: number;
  readonly signal: string | null;
  readonly code: number | null;
  readonly output: string;
}

/** A task at rest: its record, and what the API says of it. */
export interface RestingTask {
  readonly id: number;
  /** The order it was made by; a read has none of its own. */
  readonly order: number | undefined;
  readonly record: Readonly<Record<string, string>>;
  readonly http: { readonly status: number; readonly seen: Seen | undefined };
}

/** All that is left when the run is over. */
export interface RestState {
  readonly tasks: readonly RestingTask[];
  /** Members of every list of tasks, by the list's key. */
  readonly lists: Readonly<Record<string, readonly number[]>>;
  /** What should be empty or gone: tasks due or waiting, lines, turns, counts, jobs, channels. */
  readonly leftovers: readonly string[];
  /** Connections to Redis that processes have, at the begin and at rest. */
  readonly connections: { readonly before: number; readonly after: number };
  readonly cars: readonly number[];
  readonly notes: readonly number[];
  readonly stock: readonly number[];
}

/** A whole run. */
export interface History {
  readonly plan: Plan;
  readonly openingStock: number;
  readonly maxPickups: number;
  readonly began: number;
  /** When the last fault had healed. */
  readonly healed: number;
  /** Whether all tasks ended in time, and when. */
  readonly rested: number | undefined;
  readonly orders: readonly Order[];
  readonly requests: readonly RequestLine[];
  readonly walks: readonly PageWalk[];
  readonly effects: readonly EffectLine[];
  readonly writes: readonly WriteLine[];
  readonly faults: readonly DoneFault[];
  readonly ends: readonly ProcessEnd[];
  readonly rest: RestState;
}
