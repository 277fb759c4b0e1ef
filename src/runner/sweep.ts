import { hostname } from 'node:os';
import { Injectable } from '@nestjs/common';
import { Settings } from '../platform/config/index.js';
import { EventLogger } from '../platform/logging/index.js';
import { slotsOf, TaskQueues, TaskSweeper } from '../tasks/index.js';
import { PartitionSweep } from './partition.sweep.js';
import { ServedKinds } from './served-kinds.js';

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
    kinds: ServedKinds,
    settings: Settings,
    log: EventLogger,
  ) {
    const swept = {
      worker: `${hostname()}-${process.pid}`,
      kinds: kinds.names,
      slots: slotsOf(settings),
    };
    this.partitions = Array.from(
      { length: settings.taskPartitions },
      (_, partition) => new PartitionSweep(sweeper, queues, log, { ...swept, partition }),
    );
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
}
