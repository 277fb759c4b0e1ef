/**
 * Lets work run side by side, or one piece alone: whoever wants to be alone waits until the others are done, and whoever
 * comes after waits for it.
 */
export class Isolation {
  private readonly running = new Set<Promise<unknown>>();
  private last: Promise<unknown> = Promise.resolve();

  /** Runs beside others. */
  async together<T>(work: () => Promise<T>): Promise<T> {
    await this.last;
    return this.track(work());
  }

  /** Runs with nothing beside it. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(async () => {
      await Promise.allSettled(this.running);
      return work();
    });
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private async track<T>(work: Promise<T>): Promise<T> {
    this.running.add(work);
    try {
      return await work;
    } finally {
      this.running.delete(work);
    }
  }
}
