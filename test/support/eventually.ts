import { setTimeout as delay } from 'node:timers/promises';

/** Between two tries: short beside anything a test waits for. */
const PAUSE_MS = 20;

/**
 * Repeats a check until it no longer throws, and answers what it returned.
 *
 * Units:  `withinMs` in milliseconds.
 * Errors: the last error, once the time is up or there is nothing to wait for any more.
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  withinMs = 15_000,
  worthWaiting: () => boolean = () => true,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    // Asked before the check: what ended just now may have left what is waited for.
    const last = Date.now() > deadline || !worthWaiting();
    try {
      return await check();
    } catch (error) {
      if (last) throw error;
    }
    await delay(PAUSE_MS);
  }
}
