import type { Scheduler } from 'fast-check';
import type { VirtualTime } from './virtual-time.js';

const READY = Promise.resolve();

/** Lets things happen one after the other, in an order that is up to chance, each with all that follows from it at once. */
export class Events {
  /** How many there were. */
  count = 0;
  private broken: Error | undefined;

  /**
   * Of so many events, `wild`, passing time is one that may come any moment; afterwards time passes only when there is nothing
   * else to happen. `before` is called before each.
   */
  constructor(
    private readonly scheduler: Scheduler,
    private readonly time: VirtualTime,
    private readonly wild: number,
    private readonly before: () => void,
  ) {}

  get isWild(): boolean {
    return this.count < this.wild;
  }

  /** True when nothing happens until time passes. */
  get isQuiet(): boolean {
    return this.scheduler.count() === 0;
  }

  /** Lets something happen when its turn comes. */
  later(what: string, happen: () => void): void {
    void this.scheduler.schedule(READY, what).then(() => this.begin(happen));
  }

  /** While it is wild, time is one of those whose turn may come. */
  letTimePass(): void {
    this.later('time passes', () => {
      if (!this.isWild) return;
      this.time.advance();
      this.letTimePass();
    });
  }

  /** What may not be has been: the run ends with it. */
  fail(error: unknown): void {
    this.broken ??= error instanceof Error ? error : new Error(String(error));
  }

  /** What is next happens. Errors: rejects once something has failed. */
  async next(): Promise<void> {
    this.count += 1;
    if (this.isQuiet) return this.now(() => this.time.advance());
    await this.scheduler.waitNext(1);
    await this.settled();
  }

  /** Lets something happen now. Errors: rejects once something has failed. */
  async now(happen: () => void): Promise<void> {
    this.begin(happen);
    await this.settled();
  }

  /** All that follows in microtasks has happened then. */
  private async settled(): Promise<void> {
    await new Promise(setImmediate);
    if (this.broken !== undefined) throw this.broken;
  }

  private begin(happen: () => void): void {
    this.time.current = undefined;
    this.before();
    try {
      happen();
    } catch (error) {
      this.fail(error);
    }
  }
}
