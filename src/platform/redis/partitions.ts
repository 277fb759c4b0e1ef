import { hashSlot, SLOTS } from './hash-slot.js';

/** Which partition a task is in: its id says so, so nobody has to look. */
export function partitionOf(id: number, partitions: number): number {
  return id % partitions;
}

/** One partition's share of a number that was meant for all; rounded up, so that none is left with nothing. */
export function shareOf(whole: number, partitions: number): number {
  return Math.ceil(whole / partitions);
}

/**
 * A hash tag for each partition, the same in every process. That of partition p lies in the p-th of as many equal parts of
 * the slots as there are partitions: a cluster's nodes have consecutive slots, and so about as many partitions each.
 * A single one keeps the name itself.
 */
export function partitionTags(name: string, partitions: number): readonly string[] {
  if (partitions === 1) return [name];
  const tags = new Map<number, string>();
  for (let suffix = 0; tags.size < partitions; suffix += 1) {
    const tag = `${name}-${suffix}`;
    const partition = Math.floor((hashSlot(tag) * partitions) / SLOTS);
    if (!tags.has(partition)) tags.set(partition, tag);
  }
  return [...tags].toSorted(([a], [b]) => a - b).map(([, tag]) => tag);
}
