import type { Circumstances } from './circumstances.js';
import type { PlannedStep } from './kind.registry.js';
import { rememberingLast } from './remembering-last.js';
import type { TaskStep } from './task-step.js';
import type { Task } from './task.js';

/** What to expect of a step that neither was observed nor is planned for (a newer version's). */
const UNKNOWN_STEP_MS = 1_000;

/**
 * When fewer than this many of the observed went on longer than a step has by now, the rest up to this number is
 * imagined: one outlier must not decide when to look again.
 */
const FEW = 4;

/** A task younger than this that finds a free slot is on its way to it. */
export const FRESH_MS = 2_000;

/**
 * The times that a moving task may still need, from the shortest to the longest, each as likely as the others.
 *
 * The n-th durations of all steps come from one earlier task, and are taken together: that a large order is large in
 * every step is kept. Those in which the step at hand was over by now are left out, so what is known of the task so
 * far narrows what is expected of it. Until something was observed, the plan counts as one observation.
 *
 * Units: milliseconds; `nowMs` by the same clock as the task's times.
 */
export function possibleRemains(
  task: Task,
  plan: readonly PlannedStep[],
  around: Circumstances,
  nowMs: number,
): readonly number[] {
  const ageMs = Math.max(0, nowMs - task.createdMs);
  if (task.status !== 'queued') return remainsOf(task, plan, around, ageMs).toSorted((a, b) => a - b);
  const whole = wholeRuns(task.steps, plan, around.tookMs);
  const waits = delays(whole, around, ageMs);
  return whole.totals.map((ms, index) => ms + (waits[index] ?? 0)).toSorted((a, b) => a - b);
}

/** What whole runs take, and the middle of that. */
interface WholeRuns {
  readonly totals: readonly number[];
  readonly meanMs: number;
  readonly deviationMs: number;
}

/** The times that a task of which nothing was begun may need from its start on: tasks of a list that wait mostly are of one kind. */
const wholeRuns = rememberingLast(
  (steps: readonly TaskStep[], plan: readonly PlannedStep[], tookMs: Circumstances['tookMs']): WholeRuns => {
    const totals = laterRuns(steps, durationsOf(steps, plan, tookMs));
    return { totals, ...middleOf(totals) };
  },
);

/** For each round of observations, what the steps take that were not begun. */
function laterRuns(steps: readonly TaskStep[], durations: readonly (readonly number[])[]): number[] {
  const rounds = Math.max(1, ...durations.map(({ length }) => length));
  return Array.from({ length: rounds }, (_, round) =>
    steps.reduce((sum, { status }, n) => sum + (status === 'not started' ? at(durations[n], round) : 0), 0),
  );
}

function remainsOf(
  { steps, error }: Task,
  plan: readonly PlannedStep[],
  around: Circumstances,
  ageMs: number,
): readonly number[] {
  if (error !== undefined) return imagined(FEW, ageMs - lastChangeMs(steps));
  const durations = durationsOf(steps, plan, around.tookMs);
  const later = laterRuns(steps, durations);
  const current = steps.findIndex(({ status }) => status === 'in progress');
  if (current < 0) return later;

  const spentMs = Math.max(0, ageMs - startedMs(steps[current], ageMs));
  const longer = later.map((_, round) => round).filter((round) => at(durations[current], round) > spentMs);
  const observed = longer.map((round) => at(durations[current], round) - spentMs + at(later, round));
  const missing = observed.length === 0 ? FEW : Math.min(FEW, later.length) - observed.length;
  return [...observed, ...imagined(missing, spentMs).map((ms, round) => ms + at(later, round))];
}

/** What each of these steps took lately, or was declared to take. */
function durationsOf(
  steps: readonly TaskStep[],
  plan: readonly PlannedStep[],
  tookMs: Circumstances['tookMs'],
): readonly (readonly number[])[] {
  return steps.map(({ name: step }) => {
    const took = tookMs.get(step);
    if (took !== undefined && took.length > 0) return took;
    return [plan.find(({ name }) => name === step)?.expectedMs ?? UNKNOWN_STEP_MS];
  });
}

/**
 * How much longer something may take of which only is known that it has taken `spentMs`: the longer it has, the longer
 * it will. The middle is a quarter of that time again (a Pareto distribution with exponent 3).
 */
function imagined(count: number, spentMs: number): number[] {
  return Array.from(
    { length: Math.max(0, count) },
    (_, n) => Math.max(0, spentMs) * ((1 - (n + 0.5) / count) ** (-1 / 3) - 1),
  );
}

/**
 * How long a queued task may wait for its slot, from the shortest to the longest. Those before it need their time,
 * spread over the slots; those that run are somewhere within theirs. Without a worker it is counted as though one
 * came this moment: the soonest it can be.
 */
function delays(
  { totals, meanMs, deviationMs }: WholeRuns,
  around: Circumstances,
  ageMs: number,
): readonly number[] {
  const { ahead, workers } = around;
  const slots = Math.max(1, Math.max(1, workers) * around.slots);
  if (ahead < slots && (workers === 0 || ageMs < FRESH_MS)) return [];
  // A sum varies with its parts, and is off with all that is off in what is known of them.
  const doubtMs = deviationMs * Math.sqrt(ahead + ahead ** 2 / totals.length);
  return totals.map((_, n) => {
    const place = (n + 0.5) / totals.length - 0.5;
    const aheadMs = ahead * meanMs + place * Math.sqrt(12) * doubtMs;
    return Math.max(0, aheadMs / slots + (place + 0.5 / slots) * meanMs);
  });
}

/** Mean and deviation of the middle four fifths: what outliers do not move. */
function middleOf(values: readonly number[]): { readonly meanMs: number; readonly deviationMs: number } {
  const cut = Math.floor(values.length / 10);
  const middle = values.toSorted((a, b) => a - b).slice(cut, values.length - cut);
  const meanMs = middle.reduce((sum, ms) => sum + ms, 0) / middle.length;
  const variance = middle.reduce((sum, ms) => sum + (ms - meanMs) ** 2, 0) / middle.length;
  return { meanMs, deviationMs: Math.sqrt(variance) };
}

function lastChangeMs(steps: readonly TaskStep[]): number {
  const times = steps.flatMap(({ startedAfterMs, endedAfterMs }) => [startedAfterMs, endedAfterMs]);
  return Math.max(0, ...times.filter((time) => typeof time === 'number'));
}

function startedMs(step: TaskStep | undefined, otherwise: number): number {
  return typeof step?.startedAfterMs === 'number' ? step.startedAfterMs : otherwise;
}

/** The value in that round; a shorter list begins again. */
function at(values: readonly number[] | undefined, round: number): number {
  return values === undefined || values.length === 0 ? 0 : (values[round % values.length] ?? 0);
}
