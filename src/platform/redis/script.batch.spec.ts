import { evenShare, MOST_TOGETHER } from './script.batch.js';

describe('how many calls leave together', () => {
  it.each([
    [1, 1],
    [2, 1],
    [10, 5],
    [50, 25],
    [64, 32],
    [65, 22],
    [100, 25],
  ])('of %i that may be under way at once %i', (underWay, together) => {
    expect(evenShare(underWay, 1)).toBe(together);
  });

  it.each([1, 17, 32])(
    'need not be divided where others than these %i are under way meanwhile',
    (underWay) => {
      expect(evenShare(underWay, 3)).toBe(MOST_TOGETHER);
    },
  );

  it('is divided though others are under way, where that is more than a command may carry', () => {
    expect(evenShare(50, 3)).toBe(25);
  });

  it('is never more than a command may carry', () => {
    expect(evenShare(10_000, 1)).toBeLessThanOrEqual(MOST_TOGETHER);
    expect(evenShare(10_000, 2)).toBeLessThanOrEqual(MOST_TOGETHER);
  });
});
