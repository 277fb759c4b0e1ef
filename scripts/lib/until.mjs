import { setTimeout as delay } from 'node:timers/promises';

/** Short enough not to be felt, long enough to cost nothing. */
const askAgainMs = 50;

/**
 * Asks until the answer is true or the time is up, and says which of the two it was.
 *
 * Units:  `forMs` in milliseconds.
 * Errors: whatever `isSo` throws.
 */
export async function until(isSo, forMs) {
  const deadline = performance.now() + forMs;
  while (performance.now() < deadline) {
    if (await isSo()) return true;
    await delay(askAgainMs);
  }
  return false;
}
