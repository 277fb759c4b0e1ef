import { setTimeout as delay } from 'node:timers/promises';

/** Lets time pass: for what acts by a schedule. Tests that wait *for* something use eventually(). */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(Math.max(0, ms), undefined, { ref: true, ...(signal === undefined ? {} : { signal }) }).catch(
    () => undefined,
  );
}

/** Runs something later, unless the answered function is called before. */
export function later(ms: number, what: () => void): () => void {
  const timer = setTimeout(what, ms);
  return () => clearTimeout(timer);
}
