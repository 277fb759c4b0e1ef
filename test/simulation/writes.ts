import type { Reply } from './store.api-model.js';
import type { StoreModel } from './store.model.js';
import { LEASE_MS, RETENTION_MS } from './store.state.js';

/** A script, what it is given, and what it must answer. */
export interface Step {
  readonly script: string;
  readonly args: readonly (string | number)[];
  /** Where it depends on what the whole command has written: told once that is done. */
  readonly expected: Reply | (() => Reply);
}

/** What a worker writes, by number, and how many attempts it is behind. */
interface Written {
  readonly behind: number;
  readonly what: number;
  /** Whether an end asks for the next task. */
  readonly next: boolean;
}

const ERROR = '{"why":"a step failed"}';
export const CANCELLED = '{"why":"cancelled"}';
export const STEPS = 'x:n,y:n';
/** Who starts and ends tasks. */
export const WORKER = 'w1';

/** How steps may stand when a worker writes. */
const PROGRESSES = ['x:f:1:0:@,y:i:1:@:', 'x:f:1:0:7,y:f:1:7:@', 'x:i:2:0:,y:n', 'x:u:1:0:7,y:n'];

/** How they stand when a task has finished: not straight, or so in one of two versions. */
const ENDED = [PROGRESSES[0], '=x,y:7', '=x:'] as const;

export const FINISHED = 0;
/** What a worker can write, by number; all others are checkpoints. */
const ENDS: readonly (readonly [status: string, value: string])[] = [
  ['finished', '{}'],
  ['failed', ERROR],
  ['cancelled', CANCELLED],
];
const RELEASE = 7;
/** How long what is given back is left alone, milliseconds. */
const PAUSES = new Map([
  [12, 0],
  [13, LEASE_MS],
]);
/** From here on: counts as a pickup, and does not. */
const COUNTS = 16;
/** What heartbeats tell of the step in progress, which may be another by then. */
const TRIES = new Map([
  [8, ''],
  [9, 'x:3'],
  [10, 'x:1'],
  [11, 'y:2'],
]);
/** Heartbeats among these numbers. */
export const BEATS = [...TRIES.keys()];
const NOTHING = ['', ''] as const;
const CHECKPOINTS = [['0', '1'], NOTHING, ['!', ERROR], ['1', '2']] as const;

/** What a worker writes: with the task's attempt, or an earlier one that was replaced. */
export function write(model: StoreModel, id: string, { behind, what, next }: Written): Step {
  const attempt = String(Number(model.tasks.get(id)?.['attempt'] ?? 0) - behind);
  const steps = stepsFor(id, what);
  const end = ENDS[what];
  if (end !== undefined) {
    const [status, value] = end;
    const asks = next ? [LEASE_MS, WORKER] : ['', ''];
    const args = [id, attempt, status, steps, 2, RETENTION_MS, value, '', ...asks];
    const expected = model.end(id, attempt, [status, steps, value], next ? WORKER : '');
    return { script: 'end', args, expected };
  }
  if (what === RELEASE)
    return { script: 'release', args: [id, attempt], expected: model.release(id, attempt) };
  const pause = PAUSES.get(what);
  if (pause !== undefined) {
    return { script: 'decline', args: [id, attempt, pause], expected: model.decline(id, attempt, pause) };
  }
  if (what >= COUNTS) {
    const counts = what === COUNTS;
    const args = [id, attempt, counts ? 1 : 0];
    return { script: 'count', args, expected: model.count(id, attempt, counts) };
  }
  const tried = TRIES.get(what);
  if (tried !== undefined) {
    const args = [LEASE_MS, id, attempt, 10 * what, tried];
    return { script: 'renew', args, expected: model.renew(id, attempt, 10 * what, tried) };
  }
  const kept = CHECKPOINTS[what % CHECKPOINTS.length] ?? NOTHING;
  const args = [id, attempt, steps, 10 * what, ...kept];
  return { script: 'checkpoint', args, expected: model.checkpoint(id, attempt, steps, 10 * what, kept) };
}

/** What a worker says of the steps. */
function stepsFor(id: string, what: number): string {
  if (what === FINISHED) return ENDED[Number(id) % ENDED.length] ?? STEPS;
  return PROGRESSES[what % PROGRESSES.length] ?? STEPS;
}

/** One of the tasks there are or were, or one that never was. */
export function idOf(model: StoreModel, n: number): string {
  const { numbers } = model;
  return String(numbers === 0 ? 99 : model.idOf((n + numbers) % (numbers + 1)) || 99);
}
