/**
 * Lets work run side by side, or one piece alone: whoever wants to be alone waits until those before it are done, and
 * whoever comes after waits for it.
 */
export class Isolation {
  /** What was let in and has not ended; some of it may still wait for its turn. */
  private readonly inside = new Set<Promise<unknown>>();
  private lastAlone: Promise<unknown> = Promise.resolve();
  private alones = 0;

  /** True while somebody is, or waits to be, alone. */
  get closed(): boolean {
    return this.alones > 0;
  }

  /** Resolves once nobody is, or waits to be, alone. */
  async open(): Promise<void> {
    await this.lastAlone;
  }

  /** Runs beside others. */
  async together<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.lastAlone.then(work);
    this.inside.add(turn);
    try {
      return await turn;
    } finally {
      this.inside.delete(turn);
    }
  }

  /** Runs with nothing beside it. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const before = [this.lastAlone, ...this.inside];
    const turn = Promise.allSettled(before).then(work);
    this.alones += 1;
    this.lastAlone = turn
      .catch(() => undefined)
      .then(() => {
        this.alones -= 1;
      });
    return turn;
  }
}
