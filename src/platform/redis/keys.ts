import { PartitionKeys } from './partition.keys.js';
import { partitionOf, partitionTags } from './partitions.js';

/** Stands for all owners. No owner has this name. */
export const EVERYONE = '*';

/**
 * Names every key this service has in Redis; no other file spells one, but for those of a partition of the tasks.
 *
 * Each room of keys carries one hash tag (`{…}`), so that a script that touches several of them stays
 * in one slot of a Redis Cluster.
 * Source: Redis Cluster specification, "Hash tags".
 */
export class Keys {
  readonly partitions: readonly PartitionKeys[];

  constructor(
    private readonly prefix: string,
    partitions: number,
  ) {
    // Queues of many partitions lie beside their tasks, so that a partition is one node's work.
    this.partitions = partitionTags(`${prefix}:tasks`, partitions).map(
      (tag) => new PartitionKeys(`{${tag}}`, partitions === 1 ? `{${prefix}:queues}` : `{${tag}}:queues`),
    );
  }

  /** Which partition a task is in. */
  partitionOf(id: number): number {
    return partitionOf(id, this.partitions.length);
  }

  /** The names of one partition. Errors: throws for one that there is not. */
  partition(partition: number): PartitionKeys {
    const keys = this.partitions[partition];
    if (keys === undefined) throw new Error(`there is no partition ${partition}`);
    return keys;
  }

  /** The names of the partition that a task is in. */
  ofTask(id: number): PartitionKeys {
    return this.partition(this.partitionOf(id));
  }

  /** What concerns the tasks of all partitions; where there is one, also its base name. */
  get tasks(): string {
    return `{${this.prefix}:tasks}`;
  }

  /**
   * A key of the same slot that is never written, given to every script beside its base name, which is never written
   * either. Scripts derive all other keys, so Redis can't know whether those are there; but of two that are missing,
   * while a slot moves, the old node sends the script on, and the new one says TRYAGAIN. So no script ever sees a slot by half.
   * Its name tells scripts how many partitions there are.
   * Source: Redis Cluster specification, "Multiple keys operations".
   */
  companion(key: string): string {
    return `${key}:of:${this.partitions.length}`;
  }

  /** What a ticket is good for, by the digest of the ticket. */
  ticket(digest: string): string {
    return `${this.tasks}:ticket:${digest}`;
  }

  /** What a resource keeps for itself, `<this>:<what>`; one tag for each resource. */
  resource(name: string): string {
    return `{${this.prefix}:${name}}`;
  }
}
