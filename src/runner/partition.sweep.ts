import type { EventLogger } from '../platform/logging/index.js';
import type { Served } from './served.js';
import type { Found, ServedKind, TaskQueues, TaskSweeper } from '../tasks/index.js';

/** Between two sweeps of a worker, on average. A killed worker's tasks wait for the lease and about this. */
const INTERVAL_MS = 250;

/** What is said of a queue that was not asked: that nothing is lacking there. */
const UNKNOWN_DEPTH = Number.MAX_SAFE_INTEGER;

/** Expiry has time; it is looked at once in so many sweeps. */
const SWEEPS_AN_EXPIRY = 20;

/** Who sweeps what. */
export interface Swept {
  readonly partition: number;
  /** The name of the worker. */
  readonly worker: string;
  readonly plans: Served['plans'];
  /** Tasks of a kind and partition that the worker runs at once. */
  readonly slots: number;
  /** How many more of a kind it has room for. */
  readonly free: (kind: string) => number;
}

/** Sweeps one partition, at times of its own: one whose node is away keeps none of the others waiting. */
export class PartitionSweep {
  private timer: NodeJS.Timeout | undefined;
  private lastFound: ReadonlyMap<string, Found> = new Map();
  private sweptMs = performance.now();
  private sweepsToExpiry = SWEEPS_AN_EXPIRY;

  constructor(
    private readonly sweeper: TaskSweeper,
    private readonly queues: TaskQueues,
    private readonly log: EventLogger,
    private readonly swept: Swept,
  ) {}

  get partition(): number {
    return this.swept.partition;
  }

  /** What the last sweep found, by kind. */
  get found(): ReadonlyMap<string, Found> {
    return this.lastFound;
  }

  /** Milliseconds since a sweep last succeeded. */
  get ageMs(): number {
    return performance.now() - this.sweptMs;
  }

  /** Begins to sweep, and goes on until stopped. */
  start(): void {
    const pause = INTERVAL_MS * (0.5 + Math.random());
    this.timer = setTimeout(() => {
      void this.once().finally(() => {
        if (this.timer !== undefined) this.start();
      });
    }, pause);
  }

  /** Ends the sweeping; waits for nothing, since what is not delivered is found lacking again soon. */
  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Says that the worker takes no more. Errors: StoreUnavailableError. */
  async leave(): Promise<void> {
    const { worker, plans } = this.swept;
    const kinds = plans.map(({ kind }) => kind);
    await this.sweeper.leave(worker, kinds, this.partition);
  }

  private async once(): Promise<void> {
    try {
      const served = await this.served();
      // Who has left would be there again.
      if (this.timer === undefined) return;
      this.lastFound = await this.sweeper.sweep(this.swept.worker, served, this.partition);
      this.sweptMs = performance.now();
      for (const [kind, found] of this.lastFound) await this.deliver(kind, found);
    } catch (err) {
      this.log.warn('sweep.failed', { err });
    }
    // Also then: a full Redis refuses the sweep, and this is what makes room.
    await this.expire().catch((err: unknown) => this.log.warn('sweep.failed', { err }));
  }

  private async deliver(kind: string, { lacking: count, backlog }: Found): Promise<void> {
    if (count === 0) return;
    if (backlog) this.log.debug('tasks.delivered', { kind, count });
    else this.log.info('tasks.redelivered', { kind, count });
    await this.queues.enqueue(kind, this.partition, count);
  }

  /** One batch at most, so that neither the sweep nor Redis waits for an expiry of many; where there is more, the next comes soon. */
  private async expire(): Promise<void> {
    this.sweepsToExpiry -= 1;
    if (this.sweepsToExpiry > 0) return;
    this.sweepsToExpiry = (await this.sweeper.expire(this.partition)) ? 1 : SWEEPS_AN_EXPIRY;
  }

  /** A kind's queue is asked for its length only while there are tasks that could lack a delivery. */
  private async served(): Promise<ServedKind[]> {
    const { plans, slots, free } = this.swept;
    const depthOf = async (kind: string): Promise<number> =>
      this.mayLack(kind) ? this.queues.depth(kind, this.partition) : UNKNOWN_DEPTH;
    const depths = await Promise.all(plans.map(({ kind }) => depthOf(kind)));
    return plans.map(({ kind, steps }, n) => ({
      kind,
      steps,
      slots,
      free: free(kind),
      depth: depths[n] ?? UNKNOWN_DEPTH,
    }));
  }

  private mayLack(kind: string): boolean {
    const { waiting, running } = this.lastFound.get(kind) ?? { waiting: 0, running: 0 };
    return waiting + running > 0;
  }
}
