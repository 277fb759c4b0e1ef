import type { Stop } from '../workflow/index.js';

/**
 * Waits for promises, but for none longer than until something is stopped. It listens for that once, however many it waits for.
 */
export class UnlessStopped {
  /** Rejects the wait at hand. */
  private reject: ((reason: unknown) => void) | undefined;
  private listens = false;

  constructor(private readonly stop: Stop) {}

  /** Waits for one promise at a time. Errors: what the promise rejects with; the reason of the stop. */
  wait<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.reject = reject;
      // It tells at once, where it has fired already.
      if (this.stop.hasFired) this.stop.onFire(reject);
      else if (!this.listens) this.listen();
      promise.then(resolve, reject);
    });
  }

  private listen(): void {
    this.listens = true;
    this.stop.onFire((reason) => this.reject?.(reason));
  }
}
