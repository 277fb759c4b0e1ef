import type { Settings } from '../platform/config/index.js';
import { partitionOf, shareOf } from '../platform/redis/index.js';

/** How many tasks of one kind and partition a worker runs at once. */
export function slotsOf({ workerConcurrency, taskPartitions }: Settings): number {
  return shareOf(workerConcurrency, taskPartitions);
}

/** Items by the partition of the task that each is about. */
export function byPartition<Item>(
  items: readonly Item[],
  idOf: (item: Item) => number,
  partitions: number,
): ReadonlyMap<number, readonly Item[]> {
  const groups = new Map<number, Item[]>();
  for (const item of items) {
    const partition = partitionOf(idOf(item), partitions);
    const group = groups.get(partition);
    if (group === undefined) groups.set(partition, [item]);
    else group.push(item);
  }
  return groups;
}

/**
 * Asks all partitions at once, each about its own of some items; answers in the order of the items, as `ask` does for
 * those it is given.
 */
export async function askPartitions<Item, Answer>(
  items: readonly Item[],
  idOf: (item: Item) => number,
  partitions: number,
  ask: (partition: number, items: readonly Item[]) => Promise<readonly Answer[]>,
): Promise<readonly Answer[]> {
  const groups = [...byPartition(items, idOf, partitions)];
  const answers = await Promise.all(
    groups.map(async ([partition, group]) => [partition, (await ask(partition, group)).values()] as const),
  );
  const next = new Map(answers);
  return items.flatMap((item) => {
    const answer = next.get(partitionOf(idOf(item), partitions))?.next();
    return answer === undefined || answer.done === true ? [] : [answer.value];
  });
}
