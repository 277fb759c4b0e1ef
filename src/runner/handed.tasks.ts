import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RedisProvider, RedisSubscriber } from '../platform/redis/index.js';
import { TaskLedger, WorkerName } from '../tasks/index.js';
import { WorkerSlots } from './worker.slots.js';

/**
 * Hears of the tasks that this worker is handed: those that were accepted while it had slots free and none waited. It has said so with
 * its last sweep, and a task brings back when that was: its lease began no earlier, however long the message was under way.
 */
@Injectable()
export class HandedTasks implements OnModuleInit {
  constructor(
    private readonly subscriber: RedisSubscriber,
    private readonly redis: RedisProvider,
    private readonly ledger: TaskLedger,
    private readonly slots: WorkerSlots,
    private readonly worker: WorkerName,
  ) {}

  onModuleInit(): void {
    for (const [partition, keys] of this.redis.keys.partitions.entries())
      this.subscriber.always(partition, keys.grants(this.worker.text), (message) =>
        this.hear(partition, message),
      );
  }

  /** Resolves once all is heard that this worker was handed before: a message comes before the answer to a later PING. */
  async heard(): Promise<void> {
    await this.subscriber.ping();
  }

  private hear(partition: number, message: string): void {
    for (const { grant, mark } of this.ledger.handed(message)) {
      const { kind } = grant.task;
      void this.slots.of({ kind, partition }).hand({ grant, askedMs: Number(mark) });
    }
  }
}
