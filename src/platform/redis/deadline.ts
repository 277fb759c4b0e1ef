interface Waiting {
  readonly dueMs: number;
  readonly reject: (reason: unknown) => void;
}

/**
 * Ends what waits too long for Redis. A turn of the event loop that lasts longer than the deadline is not Redis' fault: timers come due
 * before the answers that it has already sent are read, so what is due is judged after these. Else a process short of CPU would give up
 * everything it asked, have all of it asked again, and never catch up.
 *
 * Source: Node.js "The Node.js Event Loop", phases: timers, poll, check.
 */
export class Deadline {
  /** In the order in which they come due. */
  private readonly waiting = new Set<Waiting>();
  private watching = false;

  /** Units: milliseconds; Infinity for what may wait for as long as it takes. */
  constructor(readonly ms: number) {}

  /** Settles as an answer does. Errors: rejects too when the answer is not there in time; what it brings later is nobody's then. */
  within<Answer>(answer: Promise<Answer>): Promise<Answer> {
    if (this.ms === Infinity) return answer;
    return new Promise((resolve, reject) => {
      const waiting = { dueMs: performance.now() + this.ms, reject };
      this.waiting.add(waiting);
      if (!this.watching) this.watch(this.ms);
      answer.then(
        (value) => {
          this.waiting.delete(waiting);
          resolve(value);
        },
        (reason: Error) => {
          this.waiting.delete(waiting);
          reject(reason);
        },
      );
    });
  }

  private watch(forMs: number): void {
    this.watching = true;
    setTimeout(() => setImmediate(() => this.judge()), Math.ceil(forMs)).unref();
  }

  private judge(): void {
    this.watching = false;
    const now = performance.now();
    for (const waiting of this.waiting) {
      if (waiting.dueMs > now) return this.watch(waiting.dueMs - now);
      this.waiting.delete(waiting);
      waiting.reject(new Error(`Redis did not answer within ${this.ms} ms`));
    }
  }
}
