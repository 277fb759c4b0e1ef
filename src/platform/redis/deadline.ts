interface Waiting {
  readonly dueMs: number;
  /** Gone once the answer is there. */
  reject: ((reason: unknown) => void) | undefined;
}

/**
 * Ends what waits too long for Redis. A turn of the event loop that lasts longer than the deadline is not Redis' fault: timers come due
 * before the answers that it has already sent are read, so what is due is judged after these. Else a process short of CPU would give up
 * everything it asked, have all of it asked again, and never catch up.
 *
 * Source: Node.js "The Node.js Event Loop", phases: timers, poll, check.
 */
export class Deadline {
  /** In the order in which they come due; some may have their answer already. No Set: see docs/decisions/0024. */
  private waiting: Waiting[] = [];
  private watching = false;

  /** Units: milliseconds; Infinity for what may wait for as long as it takes. */
  constructor(readonly ms: number) {}

  /** Settles as an answer does. Errors: rejects too when the answer is not there in time; what it brings later is nobody's then. */
  within<Answer>(answer: Promise<Answer>): Promise<Answer> {
    if (this.ms === Infinity) return answer;
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { dueMs: performance.now() + this.ms, reject };
      this.waiting.push(waiting);
      if (!this.watching) this.watch(this.ms);
      answer.then(
        (value) => {
          waiting.reject = undefined;
          resolve(value);
        },
        (reason: Error) => {
          waiting.reject = undefined;
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
    this.waiting = this.waiting.filter(({ reject }) => reject !== undefined);
    const next = this.waiting.findIndex(({ dueMs }) => dueMs > now);
    const due = this.waiting.splice(0, next < 0 ? this.waiting.length : next);
    for (const { reject } of due) reject?.(new Error(`Redis did not answer within ${this.ms} ms`));
    const first = this.waiting[0];
    if (first !== undefined) this.watch(first.dueMs - now);
  }
}
