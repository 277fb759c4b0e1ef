import { Cluster } from 'ioredis';
import { type DurableCall, DurableRuns } from './durable.runs.js';
import type { PartitionKeys } from './partition.keys.js';
import type { RedisClient } from './redis.clients.js';

/**
 * Durable runs of scripts of all partitions. One server confirms what was written to any of them together. Nodes of a cluster
 * are asked each for itself: a pipeline goes to one, and the slow replica of another holds up nobody's tasks but its own.
 */
export class DurablePartitions {
  /** By their barriers. */
  private readonly runs = new Map<string, DurableRuns>();

  /** Units: `timeoutMs` is the deadline of a command. */
  constructor(
    private readonly client: RedisClient,
    private readonly timeoutMs: number,
    private readonly first: PartitionKeys,
  ) {}

  /** Errors: as those of DurableRuns. */
  run(call: DurableCall, partition: PartitionKeys): Promise<unknown> {
    const { barrier } = this.client instanceof Cluster ? partition : this.first;
    const known = this.runs.get(barrier);
    if (known !== undefined) return known.run(call);
    const runs = new DurableRuns(this.client, this.timeoutMs, barrier);
    this.runs.set(barrier, runs);
    return runs.run(call);
  }
}
