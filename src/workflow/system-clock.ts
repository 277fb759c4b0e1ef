import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from './settle.js';

/** The clock of the machine. */
export const systemClock: Clock = {
  async sleep(ms, signal) {
    // The rejection by which Node tells of an abort is what this clock promises as an early return.
    await delay(ms, undefined, { signal }).catch(() => undefined);
  },
};
