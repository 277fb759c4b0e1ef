/** Notes that something has changed, for one who looks at it now and then: however often it is noted, it is told once. */
export class Changes {
  private noted = false;
  private wake: (() => void) | undefined;

  constructor(private readonly signal: AbortSignal) {
    signal.addEventListener('abort', () => this.wake?.(), { once: true });
  }

  note(): void {
    this.noted = true;
    this.wake?.();
  }

  /** Resolves to true once something was noted since the last call, to false once the signal has fired. */
  async next(): Promise<boolean> {
    if (!this.noted && !this.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    this.wake = undefined;
    this.noted = false;
    return !this.signal.aborted;
  }
}
