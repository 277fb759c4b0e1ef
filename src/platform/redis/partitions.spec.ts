import { hashSlot, SLOTS } from './hash-slot.js';
import { partitionOf, partitionTags, shareOf } from './partitions.js';

const COUNTS = [2, 3, 5, 16, 63, 64];

describe('the share of a partition', () => {
  it.each([
    [10, 1, 10],
    [10, 3, 4],
    [1, 64, 1],
    [0, 3, 0],
  ])('of %i among %i is %i', (whole, partitions, share) => {
    expect(shareOf(whole, partitions)).toBe(share);
  });
});

describe('the hash tags of partitions', () => {
  it('are the name itself where there is one', () => {
    expect(partitionTags('factory:tasks', 1)).toEqual(['factory:tasks']);
  });

  it.each(COUNTS)('spread %i evenly over the slots', (partitions) => {
    const slots = partitionTags('factory:tasks', partitions).map(hashSlot);
    expect(slots).toHaveLength(partitions);
    for (const [partition, slot] of slots.entries()) {
      expect(slot).toBeGreaterThanOrEqual((partition * SLOTS) / partitions);
      expect(slot).toBeLessThan(((partition + 1) * SLOTS) / partitions);
    }
  });

  it('never change: tasks are found by them', () => {
    expect(partitionTags('factory:tasks', 3)).toEqual([
      'factory:tasks-2',
      'factory:tasks-3',
      'factory:tasks-0',
    ]);
  });
});

describe('the partition of a task', () => {
  it('is told by its id', () => {
    expect([1, 2, 3, 4].map((id) => partitionOf(id, 3))).toEqual([1, 2, 0, 1]);
    expect(partitionOf(17, 1)).toBe(0);
  });
});
