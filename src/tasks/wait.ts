/** Of the tasks that have ended by the time they are asked for, the share that may have ended too long before. */
const LATE_SHARE = 0.08;

/** An end is noticed too late when more of the task's whole time than this has passed since … */
const TOLERANCE_SHARE = 0.05;

/** The whole time is judged by those that end early: they bear a late notice worst. */
const EARLY_SHARE = 0.1;

/** … and more than this: nobody can ask for less than whole seconds. */
const TOLERANCE_MS = 1_000;

/**
 * A task that is expected to end within this time has ended by the time the client has asked again. It is also what
 * timers and the way of requests may add: an end is never planned to be noticed at the very limit of the tolerance.
 */
const SOON_MS = 100;

/** Nobody is sent away for longer: what fails may do so early, and durations of failures are not learned. */
export const LONGEST_SECONDS = 3_600;

/**
 * Whole seconds a client is advised to wait before it asks again: as long as it can, so that it asks rarely, as long
 * as at most a few of the tasks that have ended by then did so too long before. So it is just after the end where
 * durations are alike, after each of two modes where there are two, and step by step through a wide spread.
 *
 * 0 only where the end is a moment away.
 *
 * Units: milliseconds; `remains` what the task may still need, ascending; `ageMs` what it has had.
 */
export function waitSeconds(remains: readonly number[], ageMs: number): number {
  if (quantile(remains, 0.5) <= SOON_MS) return 0;
  const wholeMs = ageMs + quantile(remains, EARLY_SHARE);
  const toleranceMs = Math.max(TOLERANCE_MS, TOLERANCE_SHARE * wholeMs) - SOON_MS;
  // Where a whole second is not too late, to be asked for just before the end would only be one request more.
  const earlyMs = Math.min(SOON_MS, Math.max(0, 1_000 - toleranceMs));
  let [best, ended, late] = [1, 0, 0];
  for (const remainMs of remains) {
    const seconds = Math.max(1, Math.ceil((remainMs - earlyMs) / 1000));
    while ((remains[ended] ?? Infinity) <= seconds * 1000 + earlyMs) ended += 1;
    while ((remains[late] ?? Infinity) < seconds * 1000 - toleranceMs) late += 1;
    if (late <= LATE_SHARE * ended) best = seconds;
  }
  return Math.min(best, LONGEST_SECONDS);
}

/** The value below which the given share of ascending values lies; 0 of none. */
export function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? 0;
}
