import { setTimeout as delay } from 'node:timers/promises';

/** The first pause: an outage of a moment, a connection that was cut, is over by then. */
const FIRST_MS = 250;

/** The longest pause: what happened meanwhile is told no later than that after the outage. */
const LONGEST_MS = 4_000;

/** The pauses of one who looks again and again for what can't be had now: twice as long each time, up to some seconds. */
export class Backoff {
  private failures = 0;

  /** It could be had: the next pause is a first one. */
  reset(): void {
    this.failures = 0;
  }

  /** Resolves once the pause is over or the signal has fired. */
  async pause(signal: AbortSignal): Promise<void> {
    const ms = pauseMs(this.failures, Math.random());
    this.failures += 1;
    await delay(ms, undefined, { signal }).catch(() => undefined);
  }
}

/**
 * How long to pause after so many failures before: half of it by chance, so that a thousand streams do not ask at once.
 *
 * Units: milliseconds; `random` from 0 to 1.
 */
export function pauseMs(failuresBefore: number, random: number): number {
  const ms = Math.min(FIRST_MS * 2 ** failuresBefore, LONGEST_MS);
  return (ms * (1 + random)) / 2;
}
