/** What waits until a signal fires. Thousands wait at once, and an AbortSignal goes through all of its listeners for each that comes or goes. */
const sleepers = new WeakMap<AbortSignal, Set<() => void>>();

/** Lets time pass, at most until the signal fires: for what acts by a schedule. Tests that wait *for* something use eventually(). */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  const waking = signal === undefined ? undefined : sleepersOf(signal);
  await new Promise<void>((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      waking?.delete(wake);
      resolve();
    };
    const timer = setTimeout(wake, Math.max(0, ms));
    waking?.add(wake);
  });
}

function sleepersOf(signal: AbortSignal): Set<() => void> {
  const known = sleepers.get(signal);
  if (known !== undefined) return known;
  const made = new Set<() => void>();
  sleepers.set(signal, made);
  signal.addEventListener('abort', () => {
    for (const wake of made) wake();
  });
  return made;
}

/** Runs something later, unless the answered function is called before. */
export function later(ms: number, what: () => void): () => void {
  const timer = setTimeout(what, ms);
  return () => clearTimeout(timer);
}
