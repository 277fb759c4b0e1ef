import { Placement } from './placement.js';

const COUNT = 3_000;
const many = Array.from({ length: COUNT }, (_, n) => String(n));

function spreadOf(partitions: readonly number[]): readonly number[] {
  return [0, 1, 2].map((one) => partitions.filter((partition) => partition === one).length);
}

describe('the partition of a new task', () => {
  it('is the only one where there is one', () => {
    expect(new Placement(1).partitionFor({ owner: 'a', key: 'k', share: '' })).toBe(0);
    expect(new Placement(1).partitionFor({ owner: 'a', key: '', share: '' })).toBe(0);
  });

  it('is each in turn', () => {
    const placement = new Placement(3);
    const taken = many.map(() => placement.partitionFor({ owner: 'a', key: '', share: '' }));
    expect(spreadOf(taken)).toEqual([1_000, 1_000, 1_000]);
  });

  it.each([
    ['key', (name: string) => ({ owner: 'a', key: name, share: '' })],
    ['owner of a key', (name: string) => ({ owner: name, key: 'k', share: '' })],
    ['read', (name: string) => ({ owner: 'a', key: '', share: name })],
  ])('is the same for the same %s in every process, and spread over all', (_, placed) => {
    const [one, other] = [new Placement(3), new Placement(3)];
    const taken = many.map((name) => one.partitionFor(placed(name)));
    expect(many.map((name) => other.partitionFor(placed(name)))).toEqual(taken);
    for (const count of spreadOf(taken)) expect(count).toBeGreaterThan(COUNT / 4);
  });

  it('is that of the key for a read with one', () => {
    const placement = new Placement(64);
    const placed = many.map((share) => placement.partitionFor({ owner: 'a', key: 'k', share }));
    expect(new Set(placed).size).toBe(1);
  });
});
