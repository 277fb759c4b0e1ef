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
    expect(evenShare(underWay)).toBe(together);
  });

  it('is never more than a command may carry', () => {
    expect(evenShare(10_000)).toBeLessThanOrEqual(MOST_TOGETHER);
  });
});
