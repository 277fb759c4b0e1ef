import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Worker } from 'bullmq';
import { Settings } from '../platform/config/index.js';
import { EventLogger } from '../platform/logging/index.js';
import { HealthChecks } from '../platform/ops/index.js';
import { RedisProvider } from '../platform/redis/index.js';
import type { DeliveryJob } from '../tasks/index.js';
import { FetchWatch } from './fetch-watch.js';
import { LeaseKeeper } from './lease.keeper.js';
import { ServedKinds } from './served-kinds.js';
import { Sweep } from './sweep.js';
import { TaskRunner } from './task.runner.js';

/** Released attempts get this long to write their release and to hand back their jobs. */
const RELEASE_MS = 1_000;

/** BullMQ must never decide that a task failed: that is the record's business. */
const NEVER = 1_000_000_000;

/**
 * Fetches deliveries with one BullMQ worker for each kind and hands them to the runner.
 *
 * What BullMQ knows of a job decides nothing: it has no retries, no history and no failure of its own. A job whose
 * worker died comes back when BullMQ sees it stalled, and is dropped if the sweep was quicker.
 * Source: BullMQ guide, "Workers", "Stalled Jobs", "Graceful shutdown".
 */
@Injectable()
export class WorkerHost implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private workers: Worker<DeliveryJob>[] = [];
  private readonly watch: FetchWatch;

  constructor(
    private readonly redis: RedisProvider,
    private readonly runner: TaskRunner,
    private readonly leases: LeaseKeeper,
    private readonly kinds: ServedKinds,
    private readonly sweep: Sweep,
    private readonly settings: Settings,
    private readonly log: EventLogger,
    private readonly health: HealthChecks,
  ) {
    this.watch = new FetchWatch(settings.leaseMs);
  }

  onApplicationBootstrap(): void {
    this.workers = this.kinds.names.map((kind) => this.fetch(kind));
    this.sweep.start();
    this.health.add({ name: 'redis', probe: 'ready', check: () => this.redis.check() });
    this.health.add({ name: 'fetching', probe: 'live', check: () => Promise.resolve(this.checkFetching()) });
    this.log.info('worker.started', {
      kinds: this.kinds.names,
      concurrency: this.settings.workerConcurrency,
    });
  }

  /** Stops fetching, gives running steps the grace period, releases the rest and hands its jobs back. */
  async beforeApplicationShutdown(): Promise<void> {
    this.health.shutdown();
    this.sweep.stop();
    const closed = Promise.allSettled(this.workers.map((worker) => worker.close()));
    // close() can hang while Redis is away, so nothing here waits for it without a bound.
    const ended = await within(closed, this.settings.shutdownGraceMs);
    if (ended) return;
    this.leases.releaseAll();
    await within(closed, RELEASE_MS);
    await within(Promise.allSettled(this.workers.map((worker) => worker.close(true))), RELEASE_MS);
  }

  private fetch(kind: string): Worker<DeliveryJob> {
    const worker = new Worker<DeliveryJob>(
      kind,
      async (job) => {
        this.watch.fetched(kind);
        await this.runner.run(job.data.id);
      },
      {
        connection: this.redis.client,
        prefix: this.redis.keys.queues,
        concurrency: this.settings.workerConcurrency,
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
        maxStalledCount: NEVER,
      },
    );
    worker.on('error', (err) => this.log.warn('queue.error', { kind, err }));
    worker.on('failed', (job, err) =>
      this.log.error('task.attempt-broken', { task: job?.data.id, kind, err }),
    );
    return worker;
  }

  private checkFetching(): void {
    const free = this.settings.workerConcurrency - this.leases.size;
    for (const kind of this.kinds.names) this.watch.check(kind, this.sweep.waitingOf(kind), free);
  }
}

/** Answers true when the promise settled in time. */
async function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const timeout = new AbortController();
  const late = new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    timeout.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
  const settled = promise.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([settled, late]);
  } finally {
    timeout.abort();
  }
}
