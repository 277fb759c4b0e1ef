import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Queue } from 'bullmq';
import { EventLogger } from '../platform/logging/index.js';
import { type RedisClient, RedisProvider } from '../platform/redis/index.js';

/** What a job carries: nothing, since records are the truth. It says that a task of its kind is to be started. */
export type DeliveryJob = Readonly<Record<string, never>>;

/**
 * Delivers tasks: one BullMQ queue for each kind and partition, so that quick reads never wait behind long builds. Queues hold what
 * is under way and nothing that is over.
 *
 * Their connection is BullMQ's alone, and in a worker that of its fetchers too: BullMQ gives it fifty script commands, and ioredis copies
 * all of them into every pipeline, which would make each read of a task dearer.
 *
 * Source: BullMQ guide, "Queues", "Auto-removal of jobs", "Job Ids".
 */
@Injectable()
export class TaskQueues implements OnModuleInit, OnApplicationShutdown {
  private readonly queues = new Map<string, Queue<DeliveryJob>>();
  private readonly client: RedisClient;

  constructor(
    private readonly redis: RedisProvider,
    private readonly log: EventLogger,
  ) {
    this.client = redis.jobs;
  }

  /** Begins to connect; waits for nothing, like the process's own connection. */
  onModuleInit(): void {
    this.client.on('error', (err: Error) => this.log.debug('queue.error', { err }));
    this.client.connect().catch((err: unknown) => this.log.debug('queue.error', { err }));
  }

  /**
   * Puts so many deliveries into a kind's queue of a partition; they leave together. BullMQ numbers its jobs itself: which one is
   * whose matters to nobody.
   *
   * Errors: what Redis rejects with; the sweep delivers then.
   */
  async enqueue(kind: string, partition: number, count: number): Promise<void> {
    const queue = this.queue(kind, partition);
    await Promise.all(Array.from({ length: count }, () => queue.add(kind, {})));
  }

  /** Puts a delivery for a task of the kind where that is. Errors: as `enqueue`. */
  async deliver(kind: string, task: number): Promise<void> {
    await this.enqueue(kind, this.redis.keys.partitionOf(task), 1);
  }

  /** How many jobs wait in a kind's queue of a partition. */
  async depth(kind: string, partition: number): Promise<number> {
    return this.queue(kind, partition).getWaitingCount();
  }

  /** Ends the connection that all queues share; closing a queue could wait for ever while Redis is away. */
  onApplicationShutdown(): void {
    this.client.disconnect();
  }

  private queue(kind: string, partition: number): Queue<DeliveryJob> {
    const prefix = this.redis.keys.partition(partition).queues;
    const name = `${prefix}:${kind}`;
    const known = this.queues.get(name);
    if (known !== undefined) return known;
    const queue = new Queue<DeliveryJob>(kind, {
      connection: this.client,
      prefix,
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
      streams: { events: { maxLen: 0 } },
    });
    queue.on('error', (err) => this.log.debug('queue.error', { kind, err }));
    this.queues.set(name, queue);
    // BullMQ keeps a beginning that failed for ever; the next delivery shall begin anew.
    queue.waitUntilReady().catch(() => {
      this.queues.delete(name);
      void queue.close().catch(() => undefined);
    });
    return queue;
  }
}
