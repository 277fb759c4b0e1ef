import type { Circumstances } from './circumstances.js';
import type { PlannedStep } from './kind.registry.js';
import { FRESH_MS, possibleRemains } from './remains.js';
import { hasEnded, type Task } from './task.js';
import { LONGEST_SECONDS, quantile, waitSeconds } from './wait.js';

/** What a client is told of a task's end. */
export interface Estimate {
  /** Milliseconds until the end; as many tasks need less as need more. 0 once it has ended. */
  readonly remainingMs: number;
  /** Whole seconds until the client should ask again. 0 for at once. */
  readonly waitSeconds: number;
}

const ENDED: Estimate = { remainingMs: 0, waitSeconds: 0 };

/** A task that is still queued is not asked for again before this share of its age: it has a whole run before it. */
const QUEUED_SHARE = 0.04;

/**
 * Estimates when a task ends and when to ask for it: from what its steps took lately or were declared to take, the time
 * already spent, and while it is queued from the tasks ahead and the workers there are.
 *
 * Units: `nowMs` in milliseconds by the same clock as the task's times.
 */
export function estimateOf(
  task: Task,
  plan: readonly PlannedStep[],
  around: Circumstances,
  nowMs: number,
): Estimate {
  if (hasEnded(task.status)) return ENDED;
  const ageMs = Math.max(0, nowMs - task.createdMs);
  const remains = possibleRemains(task, plan, around, nowMs);
  const wait = waitSeconds(remains, ageMs);
  return {
    remainingMs: quantile(remains, 0.5),
    waitSeconds: task.status === 'queued' ? Math.max(wait, leastQueuedSeconds(ageMs)) : wait,
  };
}

/** What `estimateOf` says remains. Units: milliseconds. */
export function remainingMs(
  task: Task,
  plan: readonly PlannedStep[],
  around: Circumstances,
  nowMs: number,
): number {
  return estimateOf(task, plan, around, nowMs).remainingMs;
}

/** Whole seconds until the end as the document shows them: 0 exactly when it has ended. */
export function etaSeconds(task: Task, remainingMs: number): number {
  return hasEnded(task.status) ? 0 : Math.max(1, Math.ceil(remainingMs / 1000));
}

/** So that a queue that stands still is asked for ever more rarely. */
function leastQueuedSeconds(ageMs: number): number {
  if (ageMs < FRESH_MS) return 0;
  return Math.min(LONGEST_SECONDS, Math.max(1, Math.floor((QUEUED_SHARE * ageMs) / 1000)));
}
