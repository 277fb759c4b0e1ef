import type { Clock } from './settle.js';

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
      const timer = setTimeout(wake, signal.aborted ? 0 : ms);
      signal.addEventListener('abort', wake);
    }),
};
