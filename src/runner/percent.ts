import type { TaskStep } from '../tasks/index.js';

/** A task that has not ended never shows more. */
const MOST_BEFORE_THE_END = 99;

/**
 * Whole percent of a task that is done: each step counts by what it is expected to take, the running one by its
 * fraction (0 to 1); where nothing takes any time, all count the same.
 */
export function percentDone(
  steps: readonly TaskStep[],
  weights: ReadonlyMap<string, number>,
  fraction: number,
): number {
  const total = steps.reduce((sum, { name }) => sum + (weights.get(name) ?? 0), 0);
  const weight = (name: string): number => (total > 0 ? (weights.get(name) ?? 0) / total : 1 / steps.length);
  const done = steps.reduce((sum, { name, status }) => {
    if (status === 'finished') return sum + weight(name);
    return status === 'in progress' ? sum + weight(name) * fraction : sum;
  }, 0);
  return Math.min(MOST_BEFORE_THE_END, Math.floor(done * 100));
}
