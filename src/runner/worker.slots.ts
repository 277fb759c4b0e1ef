import { Injectable } from '@nestjs/common';
import { Settings } from '../platform/config/index.js';
import { EventLogger } from '../platform/logging/index.js';
import { slotsOf, TaskQueues } from '../tasks/index.js';
import { FetchWatch, type QueueName } from './fetch-watch.js';
import { Slots } from './slots.js';
import { TaskRunner } from './task.runner.js';

/** Makes the slots of this worker: as many for each kind and partition as it runs at once. */
@Injectable()
export class WorkerSlots {
  constructor(
    private readonly queues: TaskQueues,
    private readonly runner: TaskRunner,
    private readonly watch: FetchWatch,
    private readonly settings: Settings,
    private readonly log: EventLogger,
  ) {}

  /** The slots that carry out the deliveries of a queue. */
  of(queue: QueueName): Slots {
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
