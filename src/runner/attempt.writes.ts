import { StoreUnavailableError } from '../platform/redis/index.js';
import { GivenUpError, LeaseLostError } from '../tasks/index.js';
import { Cancellation, type Clock, Interruption, type Stop } from '../workflow/index.js';
import { pause } from './patience.js';

/**
 * Carries out the writes of an attempt, one at a time. A write waits for Redis, and is repeated where Redis refuses it for now, for as
 * long as the attempt may go on. It listens for the attempt's stop once, and makes one promise for a write: these are made for
 * every step of every task.
 */
export class AttemptWrites {
  /** Ends the write at hand. */
  private reject: ((reason: unknown) => void) | undefined;
  private listens = false;

  constructor(
    private readonly abort: Stop,
    private readonly clock: Clock,
  ) {}

  /**
   * Answers what the write does.
   *
   * Errors: Interruption when the write is refused to the attempt, or when it still waits as the attempt is stopped; Cancellation when
   * the task was given up before; what else the write rejects with.
   */
  run<T>(write: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.reject = reject;
      if (this.abort.hasFired) {
        // It tells at once.
        this.abort.onFire(reject);
        return;
      }
      if (!this.listens) this.listen();
      this.once(write, resolve, reject);
    });
  }

  private once<T>(
    write: () => Promise<T>,
    resolve: (answer: T) => void,
    reject: (reason: unknown) => void,
  ): void {
    write().then(resolve, (error: unknown) => {
      if (!(error instanceof StoreUnavailableError)) reject(reasonOf(error));
      else
        pause(this.abort, this.clock)
          .then(() => this.once(write, resolve, reject))
          .catch(reject);
    });
  }

  private listen(): void {
    this.listens = true;
    this.abort.onFire((reason) => this.reject?.(reason));
  }
}

function reasonOf(error: unknown): unknown {
  if (error instanceof GivenUpError) return new Cancellation(error.error);
  return error instanceof LeaseLostError ? new Interruption('lost') : error;
}
