import { setImmediate as nextTurn } from 'node:timers/promises';
import { Placement } from './placement.js';

const COUNT = 3_000;
const TOGETHER = 32;
/** An order that may go to any partition. */
const ANY = { owner: 'a', key: '', share: '' };
const many = Array.from({ length: COUNT }, (_, n) => String(n));

function spreadOf(partitions: readonly number[]): readonly number[] {
  return [0, 1, 2].map((one) => partitions.filter((partition) => partition === one).length);
}

describe('the partition of a new task', () => {
  it('is the only one where there is one', () => {
    expect(new Placement(1, TOGETHER).partitionFor({ owner: 'a', key: 'k', share: '' })).toBe(0);
    expect(new Placement(1, TOGETHER).partitionFor({ owner: 'a', key: '', share: '' })).toBe(0);
  });

  it('is each in turn for those that come one after another', async () => {
    const placement = new Placement(3, TOGETHER);
    const taken: number[] = [];
    for (const _ of many) {
      taken.push(placement.partitionFor(ANY));
      await nextTurn();
    }
    expect(spreadOf(taken)).toEqual([1_000, 1_000, 1_000]);
  });

  it('is the same for those that come together, and the next for those after them', async () => {
    const placement = new Placement(3, TOGETHER);
    const together = (): number[] => [1, 2, 3, 4].map(() => placement.partitionFor(ANY));
    const first = together();
    await nextTurn();
    const second = together();
    expect(new Set(first).size).toBe(1);
    expect(second).toEqual(first.map((partition) => (partition + 1) % 3));
  });

  it('is the one that got fewest, so that all get as many whichever number comes together', async () => {
    const placement = new Placement(3, TOGETHER);
    const taken: number[] = [];
    for (let round = 0; round < 300; round += 1) {
      const count = round % 3 === 0 ? 20 : 1 + (round % 7);
      for (let n = 0; n < count; n += 1) taken.push(placement.partitionFor(ANY));
      await nextTurn();
    }
    const spread = spreadOf(taken);
    expect(Math.max(...spread) - Math.min(...spread)).toBeLessThanOrEqual(20);
  });

  it('is the next one once as many came together as may go to one', () => {
    const placement = new Placement(3, TOGETHER);
    const taken = Array.from({ length: 3 * TOGETHER }, () => placement.partitionFor(ANY));
    expect(spreadOf(taken)).toEqual([TOGETHER, TOGETHER, TOGETHER]);
  });

  it.each([
    ['key', (name: string) => ({ owner: 'a', key: name, share: '' })],
    ['owner of a key', (name: string) => ({ owner: name, key: 'k', share: '' })],
    ['read', (name: string) => ({ owner: 'a', key: '', share: name })],
  ])('is the same for the same %s in every process, and spread over all', (_, placed) => {
    const [one, other] = [new Placement(3, TOGETHER), new Placement(3, TOGETHER)];
    const taken = many.map((name) => one.partitionFor(placed(name)));
    expect(many.map((name) => other.partitionFor(placed(name)))).toEqual(taken);
    for (const count of spreadOf(taken)) expect(count).toBeGreaterThan(COUNT / 4);
  });

  it('is that of the key for a read with one', () => {
    const placement = new Placement(64, TOGETHER);
    const placed = many.map((share) => placement.partitionFor({ owner: 'a', key: 'k', share }));
    expect(new Set(placed).size).toBe(1);
  });
});
