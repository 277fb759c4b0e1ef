import { setTimeout as delay } from 'node:timers/promises';

/** Between two tries: short beside anything a test waits for. */
const PAUSE_MS = 20;

/**
 * Repeats a check until it no longer throws, and answers what it returned.
 *
 * Units:  `withinMs` in milliseconds.
 * Errors: the last error, once the time is up.
 */
export async function eventually<T>(check: () => T | Promise<T>, withinMs = 15_000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await delay(PAUSE_MS);
  }
}
