import { readSettings } from '../platform/config/index.js';
import { askPartitions, byPartition, slotsOf } from './partitions.js';

describe('the share of a partition', () => {
  it('is what a worker runs of it at once', () => {
    expect(slotsOf(readSettings({ WORKER_CONCURRENCY: '10', TASK_PARTITIONS: '3' }, []))).toBe(4);
  });
});

describe('items of many partitions', () => {
  const itself = (id: number): number => id;

  it('are grouped in their order', () => {
    expect([...byPartition([5, 1, 3, 4], itself, 3)]).toEqual([
      [2, [5]],
      [1, [1, 4]],
      [0, [3]],
    ]);
  });

  it('are asked about in their partitions, and answered in their own order', async () => {
    const asked: unknown[] = [];
    const answers = await askPartitions([5, 1, 3, 4], itself, 3, async (partition, ids) => {
      asked.push([partition, ids]);
      return ids.map((id) => `${id} in ${partition}`);
    });
    expect(answers).toEqual(['5 in 2', '1 in 1', '3 in 0', '4 in 1']);
    expect(asked).toHaveLength(3);
  });

  it('need nobody where there are none', async () => {
    await expect(askPartitions([], itself, 3, () => Promise.reject(new Error('asked')))).resolves.toEqual([]);
  });
});
