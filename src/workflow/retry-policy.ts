/** How often a step is tried, and how long it rests in between. */
export interface RetryPolicy {
  /** Tries in all, from 1. */
  readonly maxAttempts: number;
  /** The first rest is at most this long; each further one at most twice the one before. Milliseconds. */
  readonly baseMs: number;
  /** No rest is longer than this. Milliseconds. */
  readonly capMs: number;
}

/** A good policy for calls to other systems: five tries over some ten seconds. */
export const STANDARD_RETRY: RetryPolicy = { maxAttempts: 5, baseMs: 500, capMs: 10_000 };

/** For steps that another try can't help. */
export const NO_RETRY: RetryPolicy = { maxAttempts: 1, baseMs: 0, capMs: 0 };

/**
 * Milliseconds to rest after the given try: anything between nothing and an exponentially growing bound ("full
 * jitter"), so that many who failed together do not come back together.
 */
export function restMs(policy: RetryPolicy, attempt: number, random: () => number): number {
  const bound = Math.min(policy.capMs, policy.baseMs * 2 ** (attempt - 1));
  return Math.round(bound * random());
}
