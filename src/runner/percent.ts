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
  let [done, total, finished] = [0, 0, 0];
  for (const { name, status } of steps) {
    const share = status === 'in progress' ? fraction : Number(status === 'finished');
    const weight = weights.get(name) ?? 0;
    total += weight;
    done += weight * share;
    finished += share;
  }
  const part = total > 0 ? done / total : finished / steps.length;
  return Math.min(MOST_BEFORE_THE_END, Math.floor(part * 100));
}
