import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Queue } from 'bullmq';
import { EventLogger } from '../platform/logging/index.js';
import { RedisProvider } from '../platform/redis/index.js';

/** What a job carries: nothing but the task's id, since the record is the truth. */
export interface DeliveryJob {
  readonly id: number;
}

/**
 * Delivers tasks: one BullMQ queue for each kind, so that quick reads never wait behind long builds. Queues hold what
 * is under way and nothing that is over.
 *
 * Source: BullMQ guide, "Queues", "Auto-removal of jobs", "Job Ids".
 */
@Injectable()
export class TaskQueues implements OnApplicationShutdown {
  private readonly queues = new Map<string, Queue<DeliveryJob>>();

  constructor(
    private readonly redis: RedisProvider,
    private readonly log: EventLogger,
  ) {}

  /**
   * Puts a task into its kind's queue.
   *
   * Units:  `delivery` counts the task's deliveries; the job's id has it, because a job whose hash was orphaned
   *         blocks its id for ever.
   * Errors: what Redis rejects with; the sweep delivers then.
   */
  async enqueue(kind: string, id: number, delivery: number): Promise<void> {
    // A repeated delivery has waited its turn already, so it goes to the front.
    await this.queue(kind).add(kind, { id }, { jobId: `task-${id}-${delivery}`, lifo: delivery > 1 });
  }

  /** How many jobs wait in a kind's queue. */
  async depth(kind: string): Promise<number> {
    return this.queue(kind).getWaitingCount();
  }

  async onApplicationShutdown(): Promise<void> {
    // The connection is shared and closed by its owner; while Redis is away a queue could wait for it for ever.
    await Promise.allSettled([...this.queues.values()].map((queue) => queue.disconnect()));
  }

  private queue(kind: string): Queue<DeliveryJob> {
    const known = this.queues.get(kind);
    if (known !== undefined) return known;
    const queue = new Queue<DeliveryJob>(kind, {
      connection: this.redis.client,
      prefix: this.redis.keys.queues,
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
      streams: { events: { maxLen: 0 } },
    });
    queue.on('error', (err) => this.log.debug('queue.error', { kind, err }));
    this.queues.set(kind, queue);
    return queue;
  }
}
