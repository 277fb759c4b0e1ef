/** Those who were let in between two who wanted to be alone. A count: promises kept in a Set outlive their time, see LeaseKeeper. */
class Group {
  private inside = 0;
  private emptied: (() => void) | undefined;

  enter(): void {
    this.inside += 1;
  }

  leave(): void {
    this.inside -= 1;
    if (this.inside === 0) this.emptied?.();
  }

  /** Resolves once all have left; for a group that nobody enters any more. */
  async left(): Promise<void> {
    if (this.inside === 0) return;
    await new Promise<void>((resolve) => {
      this.emptied = resolve;
    });
  }
}

/**
 * Lets work run side by side, or one piece alone: whoever wants to be alone waits until those before it are done, and
 * meanwhile nothing else is let in.
 */
export class Isolation {
  /** Those who came after the last who wanted to be alone. */
  private group = new Group();
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

  /** Runs beside others. Errors: rejects, and nothing is run, while this is closed. */
  async together<T>(work: () => Promise<T>): Promise<T> {
    if (this.closed) throw new Error('somebody is, or waits to be, alone');
    const { group } = this;
    group.enter();
    try {
      return await work();
    } finally {
      group.leave();
    }
  }

  /** Runs with nothing beside it. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const before = [this.lastAlone, this.group.left()];
    this.group = new Group();
    const turn = Promise.all(before).then(work);
    this.alones += 1;
    this.lastAlone = turn
      .catch(() => undefined)
      .then(() => {
        this.alones -= 1;
      });
    return turn;
  }
}
