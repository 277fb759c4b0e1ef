import { Injectable } from '@nestjs/common';
import { EventLogger } from '../platform/logging/index.js';
import { TaskQueues, TaskSweeper } from '../tasks/index.js';
import { PartitionSweep } from './partition.sweep.js';
import { Served } from './served.js';
import { WorkerSlots } from './worker.slots.js';

/**
 * Delivers again what was lost, and forgets what is over its retention. Every worker sweeps every partition, at times that
 * drift apart; the script lets one of them make up for a loss.
 */
@Injectable()
export class Sweep {
  /** Those of the partitions, in their order. */
  readonly partitions: readonly PartitionSweep[];

  constructor(
    sweeper: TaskSweeper,
    queues: TaskQueues,
    served: Served,
    slots: WorkerSlots,
    log: EventLogger,
  ) {
    const { worker, plans } = served;
    this.partitions = Array.from({ length: served.partitions }, (_, partition) => {
      const free = (kind: string): number => slots.free({ kind, partition });
      return new PartitionSweep(sweeper, queues, log, {
        partition,
        worker,
        plans,
        slots: served.slots,
        free,
      });
    });
  }

  /** How many tasks of a kind waited in all partitions, as their last sweeps saw it. */
  waiting(kind: string): number {
    return this.partitions.reduce((sum, { found }) => sum + (found.get(kind)?.waiting ?? 0), 0);
  }

  /** Begins to sweep, and goes on until stopped. */
  start(): void {
    for (const partition of this.partitions) partition.start();
  }

  /** Ends the sweeping, as it does for each partition. */
  stop(): void {
    for (const partition of this.partitions) partition.stop();
  }

  /** Says in every partition that this worker takes no more. Errors: StoreUnavailableError; its silence says it, too. */
  async leave(): Promise<void> {
    await Promise.all(this.partitions.map((partition) => partition.leave()));
  }
}
