import { hostname } from 'node:os';
import { Injectable } from '@nestjs/common';
import { Settings } from '../platform/config/index.js';
import { EventLogger } from '../platform/logging/index.js';
import { TaskQueues, TaskSweeper } from '../tasks/index.js';
import { ServedKinds } from './served-kinds.js';

/** Between two sweeps of a worker, on average. A killed worker's tasks wait for the lease and about this. */
const INTERVAL_MS = 250;

/** What is said of a queue that was not asked: that nothing is lacking there. */
const UNKNOWN_DEPTH = Number.MAX_SAFE_INTEGER;

/** Expiry has time; it is looked at once in so many sweeps. */
const SWEEPS_AN_EXPIRY = 20;

/**
 * Delivers again what was lost, and forgets what is over its retention. Every worker sweeps, at times that drift apart;
 * the scripts let each task be claimed by one of them.
 */
@Injectable()
export class Sweep {
  private readonly worker = `${hostname()}-${process.pid}`;
  private timer: NodeJS.Timeout | undefined;
  private found: ReadonlyMap<string, number> = new Map();
  private sweptMs = performance.now();
  private count = 0;

  constructor(
    private readonly sweeper: TaskSweeper,
    private readonly queues: TaskQueues,
    private readonly kinds: ServedKinds,
    private readonly settings: Settings,
    private readonly log: EventLogger,
  ) {}

  /** Tasks that waited for a worker when the last sweep looked, by kind. */
  get waiting(): ReadonlyMap<string, number> {
    return this.found;
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

  /** Ends the sweeping; waits for nothing, since a claim that is not delivered is overdue again soon. */
  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private async once(): Promise<void> {
    try {
      const { redeliveries, waiting } = await this.sweeper.sweep(this.worker, await this.served());
      this.found = waiting;
      this.sweptMs = performance.now();
      for (const { id, kind, delivery } of redeliveries) {
        this.log.info('task.redelivered', { task: id, kind, delivery });
        await this.queues.enqueue(kind, id, delivery);
      }
      this.count += 1;
      if (this.count % SWEEPS_AN_EXPIRY === 0) while (await this.sweeper.expire());
    } catch (err) {
      this.log.warn('sweep.failed', { err });
    }
  }

  /** A kind's queue is asked for its length only while tasks of it wait. */
  private async served(): Promise<{ kind: string; slots: number; depth: number }[]> {
    const slots = this.settings.workerConcurrency;
    return Promise.all(
      this.kinds.names.map(async (kind) => ({
        kind,
        slots,
        depth: (this.waiting.get(kind) ?? 0) > 0 ? await this.queues.depth(kind) : UNKNOWN_DEPTH,
      })),
    );
  }
}
