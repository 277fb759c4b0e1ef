import type { Circumstances } from './circumstances.js';
import type { PlannedStep } from './kind.registry.js';
import type { TaskStep } from './steps.js';
import { hasEnded, type Task } from './task.js';

/** Of what was observed lately, the share that is taken as what to expect: not the mean, which outliers move. */
const EXPECTED_QUANTILE = 0.5;

/** A step that takes longer than expected is expected to take this share of its time so far again. */
const OVERTIME_SHARE = 0.25;

/** What to expect of a step that neither was observed nor is planned for (a newer version's). */
const UNKNOWN_STEP_MS = 1_000;

/**
 * Estimates when a task ends: from what its steps took lately or were declared to take, less the time already spent,
 * and while it is queued from the tasks ahead and the workers there are. 0 once it has ended.
 *
 * Units: milliseconds; `nowMs` by the same clock as the task's times.
 */
export function remainingMs(
  task: Task,
  plan: readonly PlannedStep[],
  around: Circumstances,
  nowMs: number,
): number {
  if (hasEnded(task.status)) return 0;
  const expected = (step: string): number => expectedMs(step, plan, around);
  const ownMs = task.steps.reduce(
    (sum, step) => sum + stepRemainingMs(task, step, expected(step.name), nowMs),
    0,
  );
  return ownMs + (task.status === 'queued' ? queueMs(task, expected, around) : 0);
}

/** What a step is expected to take, in milliseconds. */
export function expectedMs(step: string, plan: readonly PlannedStep[], around: Circumstances): number {
  const took = around.tookMs.get(step);
  if (took !== undefined && took.length > 0) return quantile(took, EXPECTED_QUANTILE);
  return plan.find(({ name }) => name === step)?.expectedMs ?? UNKNOWN_STEP_MS;
}

function stepRemainingMs(task: Task, step: TaskStep, expected: number, nowMs: number): number {
  if (step.status === 'not started') return task.error === undefined ? expected : 0;
  if (step.status !== 'in progress' || typeof step.startedAfterMs !== 'number') return 0;
  const spentMs = Math.max(0, nowMs - task.createdMs - step.startedAfterMs);
  return spentMs < expected ? expected - spentMs : spentMs * OVERTIME_SHARE;
}

function queueMs(task: Task, expected: (step: string) => number, around: Circumstances): number {
  const taskMs = task.steps.reduce((sum, step) => sum + expected(step.name), 0);
  const slots = Math.max(1, around.workers * around.slots);
  return Math.floor(around.ahead / slots) * taskMs;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Below this a task is so near its end that a client need not wait at all. */
const NO_WAIT_MS = 500;

/** Whole seconds a client is advised to wait before it asks again: until just after the expected end. */
export function waitSeconds(remainingMs: number): number {
  return remainingMs < NO_WAIT_MS ? 0 : Math.ceil(remainingMs / 1000);
}

/** Whole seconds until the end as the document shows them: 0 exactly when it has ended. */
export function etaSeconds(task: Task, remainingMs: number): number {
  return hasEnded(task.status) ? 0 : Math.max(1, Math.ceil(remainingMs / 1000));
}
