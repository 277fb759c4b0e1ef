import { TransientError } from './errors.js';

/** Time, as the engine needs it; tests bring their own. */
export interface Clock {
  /** Resolves after the given milliseconds, or as soon as the signal fires. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The reason of a signal that only ends a timer; without one Node makes an error with its stack each time. */
const OVER = 'over';

/**
 * Runs a piece of work until it ends, its time is up, or it is interrupted, whichever comes first; work that does not
 * heed its signal is left behind.
 *
 * Units:  `timeoutMs` in milliseconds, Infinity for none.
 * Errors: what the work throws; TransientError when its time is up; the outer signal's reason when that fires.
 */
export async function settle<T>(
  timeoutMs: number,
  outer: AbortSignal,
  clock: Clock,
  work: (signal: AbortSignal) => T | Promise<T>,
): Promise<T> {
  outer.throwIfAborted();
  const stop = new AbortController();
  const over = new AbortController();
  const interrupted = new Promise<never>((_, reject) => {
    const fail = (reason: unknown): void => {
      stop.abort(reason);
      reject(reason instanceof Error ? reason : new Error(String(reason)));
    };
    const onAbort = (): void => fail(outer.reason);
    outer.addEventListener('abort', onAbort, { once: true, signal: over.signal });
    if (timeoutMs === Number.POSITIVE_INFINITY) return;
    void clock.sleep(timeoutMs, over.signal).then(() => {
      if (!over.signal.aborted) fail(new TransientError(`not done within ${timeoutMs} ms`));
    });
  });
  try {
    return await Promise.race([Promise.resolve(stop.signal).then(work), interrupted]);
  } finally {
    over.abort(OVER);
  }
}
