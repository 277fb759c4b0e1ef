import { Injectable } from '@nestjs/common';
import { Worker, WaitingError } from 'bullmq';
import { Settings } from '../platform/config/index.js';
import { EventLogger } from '../platform/logging/index.js';
import { RedisProvider } from '../platform/redis/index.js';
import { type DeliveryJob, slotsOf } from '../tasks/index.js';
import { FetchWatch, type QueueName } from './fetch-watch.js';
import { type Served, TaskRunner } from './task.runner.js';

/** BullMQ must never decide that a task failed: that is the record's business. */
const NEVER = 1_000_000_000;

/** BullMQ tries again so long after Redis refused something (milliseconds); its own choice is 15 s. */
const RETRY_MS = 1_000;

/**
 * Fetches deliveries with one BullMQ worker for each kind and partition and hands them to the runner.
 *
 * What BullMQ knows of a job decides nothing: it has no retries, no history and no failure of its own. A job whose
 * worker died comes back when BullMQ sees it stalled, and is dropped if the sweep was quicker.
 * Source: BullMQ guide, "Workers", "Stalled Jobs", "Graceful shutdown".
 */
@Injectable()
export class WorkerHost {
  private workers: Worker<DeliveryJob>[] = [];
  private closing = false;

  constructor(
    private readonly redis: RedisProvider,
    private readonly runner: TaskRunner,
    private readonly watch: FetchWatch,
    private readonly settings: Settings,
    private readonly log: EventLogger,
  ) {}

  /** Begins to fetch tasks of these kinds. */
  fetch(kinds: readonly string[]): void {
    this.workers = this.redis.keys.partitions.flatMap((_, partition) =>
      kinds.map((kind) => this.workerOf({ kind, partition })),
    );
    this.log.info('worker.started', { kinds, concurrency: this.settings.workerConcurrency });
  }

  /** Stops fetching; resolves once what was fetched is done. Hangs while Redis is away. */
  async close(): Promise<void> {
    this.closing = true;
    await Promise.allSettled(this.workers.map((worker) => worker.close()));
  }

  /** Closes without waiting for what is under way. */
  async abandon(): Promise<void> {
    await Promise.allSettled(this.workers.map((worker) => worker.close(true)));
  }

  private workerOf(queue: QueueName): Worker<DeliveryJob> {
    const { kind, partition } = queue;
    const worker = new Worker<DeliveryJob>(
      kind,
      async (job, token) => {
        if (await this.serve(queue)) return;
        await job.moveToWait(token);
        throw new WaitingError();
      },
      {
        connection: this.redis.client,
        prefix: this.redis.keys.partition(partition).queues,
        concurrency: slotsOf(this.settings),
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
        maxStalledCount: NEVER,
        runRetryDelay: RETRY_MS,
      },
    );
    worker.on('error', (err) => this.log.debug('queue.error', { kind, err }));
    worker.on('failed', (_, err) => this.log.error('task.attempt-broken', { kind, err }));
    return worker;
  }

  /** Takes tasks for a delivery: one, and further ones while more wait than have deliveries. False when it must be handed back. */
  private async serve(queue: QueueName): Promise<boolean> {
    const goesOn = (): boolean => {
      this.watch.fetched(queue);
      return !this.closing;
    };
    let served: Served;
    do served = await this.runner.run(queue.kind, queue.partition, goesOn);
    while (served === 'more' && goesOn());
    return served !== 'handed back';
  }
}
