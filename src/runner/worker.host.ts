import { Injectable } from '@nestjs/common';
import { Worker } from 'bullmq';
import { EventLogger } from '../platform/logging/index.js';
import { RedisProvider } from '../platform/redis/index.js';
import type { DeliveryJob } from '../tasks/index.js';
import type { QueueName } from './fetch-watch.js';
import { HandedTasks } from './handed.tasks.js';
import type { Served } from './served.js';
import type { Slots } from './slots.js';
import { Sweep } from './sweep.js';
import { WorkerSlots } from './worker.slots.js';

/** BullMQ must never decide that a task failed: that is the record's business. */
const NEVER = 1_000_000_000;

/** BullMQ tries again so long after Redis refused something (milliseconds); its own choice is 15 s. */
const RETRY_MS = 1_000;

/**
 * Fetches deliveries with one BullMQ worker for each kind and partition, one at a time, and lets its slots carry them out.
 *
 * What BullMQ knows of a job decides nothing: it has no retries, no history and no failure of its own. Its job is over once there is
 * room for another, so a worker fetches nothing while it has no slot free. A job whose worker died comes back when BullMQ sees
 * it stalled, and is dropped if the sweep was quicker.
 * Source: BullMQ guide, "Workers", "Concurrency", "Stalled Jobs", "Graceful shutdown".
 */
@Injectable()
export class WorkerHost {
  private readonly fetchers: Worker<DeliveryJob>[] = [];

  constructor(
    private readonly redis: RedisProvider,
    private readonly slots: WorkerSlots,
    private readonly sweep: Sweep,
    private readonly handed: HandedTasks,
    private readonly log: EventLogger,
  ) {}

  /** Begins to fetch tasks. */
  fetch({ kinds, concurrency }: Served): void {
    for (const partition of this.redis.keys.partitions.keys()) {
      for (const kind of kinds) {
        this.fetchers.push(this.fetcherOf({ kind, partition }, this.slots.of({ kind, partition })));
      }
    }
    this.log.info('worker.started', { kinds, concurrency });
  }

  /** Stops taking tasks; resolves once those that were taken are done. Hangs while Redis is away. */
  async close(): Promise<void> {
    const closing = [this.slots, ...this.fetchers].map((part) => part.close());
    await Promise.allSettled([...closing, this.leave()]);
    // What was handed over meanwhile is given back.
    await this.slots.close();
  }

  /** Resolves once nothing is handed to this worker any more, and all that was is heard. */
  private async leave(): Promise<void> {
    await this.sweep.leave();
    await this.handed.heard();
  }

  /** Closes without waiting for what is under way. */
  async abandon(): Promise<void> {
    await Promise.allSettled(this.fetchers.map((fetcher) => fetcher.close(true)));
  }

  private fetcherOf({ kind, partition }: QueueName, slots: Slots): Worker<DeliveryJob> {
    const fetcher = new Worker<DeliveryJob>(kind, () => slots.serve(), {
      connection: this.redis.jobs,
      prefix: this.redis.keys.partition(partition).queues,
      concurrency: 1,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
      maxStalledCount: NEVER,
      runRetryDelay: RETRY_MS,
    });
    fetcher.on('error', (err) => this.log.debug('queue.error', { kind, err }));
    fetcher.on('failed', (_, err) => this.log.error('task.attempt-broken', { kind, err }));
    return fetcher;
  }
}
