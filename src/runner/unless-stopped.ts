/**
 * Waits for promises, but for none longer than until a signal fires. It listens to the signal once, however many it waits for.
 */
export class UnlessAborted {
  private aborted: Promise<never> | undefined;

  constructor(private readonly signal: AbortSignal) {}

  /** Errors: what the promise rejects with; the signal's reason once it has fired. */
  wait<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([promise, (this.aborted ??= this.listen())]);
  }

  private listen(): Promise<never> {
    const { signal } = this;
    const aborted = new Promise<never>((_, reject) => {
      const stop = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    });
    // Nobody may be waiting any more when it fires.
    aborted.catch(() => undefined);
    return aborted;
  }
}
