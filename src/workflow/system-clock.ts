import type { Clock } from './settle.js';

/** Node's timers bear no more, 25 days; what is longer fires at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** The clock of the machine. */
export const systemClock: Clock = {
  // Not Node's own promise of a timer: that makes an error with its stack for every sleep that ends early.
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const begin = (leftMs: number): NodeJS.Timeout =>
        setTimeout(
          () => {
            if (leftMs > LONGEST_MS) timer = begin(leftMs - LONGEST_MS);
            else wake();
          },
          Math.min(leftMs, LONGEST_MS),
        );
      let timer = begin(signal.aborted ? 0 : ms);
      signal.addEventListener('abort', wake);
    }),
};
