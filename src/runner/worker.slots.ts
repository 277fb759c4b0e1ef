import { Injectable } from '@nestjs/common';
import { Settings } from '../platform/config/index.js';
import { EventLogger } from '../platform/logging/index.js';
import { slotsOf, TaskQueues } from '../tasks/index.js';
import { FetchWatch, type QueueName, textOf } from './fetch-watch.js';
import { Slots } from './slots.js';
import { TaskRunner } from './task.runner.js';

/** The slots of this worker: as many for each kind and partition as it runs at once. */
@Injectable()
export class WorkerSlots {
  private readonly made = new Map<string, Slots>();

  constructor(
    private readonly queues: TaskQueues,
    private readonly runner: TaskRunner,
    private readonly watch: FetchWatch,
    private readonly settings: Settings,
    private readonly log: EventLogger,
  ) {}

  /** The slots of a queue's kind and partition. */
  of(queue: QueueName): Slots {
    const slots = this.made.get(textOf(queue)) ?? this.make(queue);
    this.made.set(textOf(queue), slots);
    return slots;
  }

  /** For how many more tasks of a queue's kind and partition there is room. */
  free(queue: QueueName): number {
    return this.of(queue).room;
  }

  /** Takes no further tasks; resolves once none runs. */
  async close(): Promise<void> {
    await Promise.all([...this.made.values()].map((slots) => slots.close()));
  }

  private make(queue: QueueName): Slots {
    return new Slots({
      queue,
      count: slotsOf(this.settings),
      runner: this.runner,
      watch: this.watch,
      handOn: () => this.handOn(queue),
      log: this.log,
    });
  }

  /** Where that fails, the sweep delivers. */
  private async handOn({ kind, partition }: QueueName): Promise<void> {
    await this.queues
      .enqueue(kind, partition, 1)
      .catch((err: unknown) => this.log.debug('queue.error', { kind, err }));
  }
}
