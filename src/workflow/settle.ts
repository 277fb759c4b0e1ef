import { TransientError } from './errors.js';
import { Stop } from './stop.js';
import { isThenable } from './thenable.js';

/** Time, as the engine needs it; tests bring their own. */
export interface Clock {
  /** Resolves after the given milliseconds, or as soon as the signal fires. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The reason of a signal that only ends a timer; without one Node makes an error with its stack each time. */
const OVER = 'over';

/**
 * Runs a piece of work until it ends, its time is up, or it is interrupted, whichever comes first; work that does not
 * heed its signal is left behind. Work that answers at once costs no timer, no signal and no promise.
 *
 * Units:  `timeoutMs` in milliseconds, Infinity for none.
 * Errors: what the work throws; TransientError when its time is up; the reason of the first of the interruptions that fires.
 */
export function settle<T>(
  timeoutMs: number,
  interruptions: readonly Stop[],
  clock: Clock,
  work: (stop: Stop) => T | PromiseLike<T>,
): T | Promise<T> {
  for (const interruption of interruptions) interruption.throwIfFired();
  const stop = new Stop();
  const result = work(stop);
  return isThenable(result) ? ended(result, { timeoutMs, interruptions, clock, stop }) : result;
}

interface Ending {
  readonly timeoutMs: number;
  readonly interruptions: readonly Stop[];
  readonly clock: Clock;
  /** What the work heeds. */
  readonly stop: Stop;
}

async function ended<T>(
  result: PromiseLike<T>,
  { timeoutMs, interruptions, clock, stop }: Ending,
): Promise<T> {
  const over = new AbortController();
  let ends: readonly (() => void)[] = [];
  const interrupted = new Promise<never>((_, reject) => {
    const fail = (reason: unknown): void => {
      stop.fire(reason);
      reject(reason instanceof Error ? reason : new Error(String(reason)));
    };
    ends = interruptions.map((interruption) => interruption.onFire(fail));
    if (timeoutMs === Number.POSITIVE_INFINITY) return;
    void clock.sleep(timeoutMs, over.signal).then(() => {
      if (!over.signal.aborted) fail(new TransientError(`not done within ${timeoutMs} ms`));
    });
  });
  try {
    return await Promise.race([result, interrupted]);
  } finally {
    for (const end of ends) end();
    over.abort(OVER);
  }
}
