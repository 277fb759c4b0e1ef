import { rememberingLast } from './remembering-last.js';
import { decodeSteps } from './steps.js';
import type { TaskStep } from './task-step.js';
import { TASK_STATUSES, type TaskStatus } from './task.js';

// Some fields of a record have several parts, with a space between them; one that says nothing is empty. See lua/record.lua.

/** What was asked for, and by whom. */
interface Order {
  readonly owner: string;
  readonly kind: string;
  readonly verb: string;
  readonly resource: string;
}

/** Where a task stands. Times are milliseconds after its creation. */
interface State {
  readonly status: TaskStatus;
  readonly attempt: number;
  readonly leaseAfterMs: number;
  readonly version: number;
  readonly progress: number;
  readonly pickups: number;
  readonly startedAfterMs: number | undefined;
  readonly changedAfterMs: number | undefined;
  readonly steps: readonly TaskStep[];
}

/** Reads the text of an order: tasks of a list mostly are of the same. */
export const orderOf = rememberingLast((text: string): Order => {
  const [owner = '', kind = '', verb = '', resource = ''] = text.split(' ');
  return { owner, kind, verb, resource };
});

/** Reads the text of a state: tasks of a list that wait mostly have the same. Errors: throws for one that no script writes. */
export const stateOf = rememberingLast((text: string): State => {
  const parts = text.split(' ');
  const part = (n: number): string => parts[n] ?? '';
  const [startedAfterMs, changedAfterMs] = [msOf(part(6)), msOf(part(7))];
  const status = statusOf(part(0));
  return {
    status,
    attempt: Number(part(1)),
    leaseAfterMs: Number(part(2)),
    version: Number(part(3)),
    progress: status === 'finished' ? 100 : Number(part(4)),
    pickups: countOf(part(5)),
    startedAfterMs,
    changedAfterMs,
    steps: decodeSteps(part(8), changedAfterMs, startedAfterMs),
  };
});

function statusOf(text: string): TaskStatus {
  const status = TASK_STATUSES.find((known) => known === text);
  if (status === undefined) throw new Error(`a record holds an unknown status: "${text}"`);
  return status;
}

/** How many numbers a list of them has, `3,4`. */
function countOf(numbers: string): number {
  return numbers === '' ? 0 : numbers.split(',').length;
}

function msOf(text: string): number | undefined {
  return text === '' ? undefined : Number(text);
}
