import { StoreUnavailableError } from '../platform/redis/index.js';
import type { Clock } from '../workflow/index.js';

/** Between two tries: long enough to cost Redis nothing, short against any lease. */
const PAUSE_MS = 100;

/** Whoever waits no longer once its signal fires. */
interface Until {
  readonly signal: AbortSignal;
}

/**
 * Repeats work that Redis refuses for now (it is full, lacks replicas, loads its data …) until it is done.
 *
 * Errors: what else the work rejects with; the signal's reason once that has fired.
 */
export async function patiently<T>(work: () => Promise<T>, until: Until, clock: Clock): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
    }
    await pause(until, clock);
  }
}

/** Waits until the next try. Errors: the signal's reason once that has fired. */
export async function pause({ signal }: Until, clock: Clock): Promise<void> {
  await clock.sleep(PAUSE_MS, signal);
  signal.throwIfAborted();
}
