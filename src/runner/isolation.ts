/**
 * Lets work run side by side, or one piece alone: whoever wants to be alone waits until those before it are done, and
 * whoever comes after waits for it.
 */
export class Isolation {
  /** Those that came since somebody last wanted to be alone; some of them may still wait for their turn. */
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

  /** Runs beside others. */
  async together<T>(work: () => Promise<T>): Promise<T> {
    const { group } = this;
    group.enter();
    try {
      if (this.closed) await this.lastAlone;
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

/** Counts who is in. */
class Group {
  private count = 0;
  private tell: (() => void) | undefined;

  enter(): void {
    this.count += 1;
  }

  leave(): void {
    this.count -= 1;
    if (this.count === 0) this.tell?.();
  }

  /** Resolves once all have left; nobody enters any more. */
  left(): Promise<void> {
    return new Promise((resolve) => {
      this.tell = resolve;
      if (this.count === 0) resolve();
    });
  }
}
