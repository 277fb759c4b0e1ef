import { circumstancesOf } from './circumstances.js';
import { retryAfterSeconds } from './task.limits.js';

const plan = [
  { name: 'a', expectedMs: 1_000 },
  { name: 'b', expectedMs: 3_000 },
];
const facts = (workers: number, kind: string) => ({ plan, around: circumstancesOf([0, workers, kind], 1) });

describe('whoever is refused', () => {
  it.each([
    ['by the rate, when that allows one', { limit: 'rate' as const, amount: 1_200 }, facts(1, ''), 2],
    ['by the rate, after a second at least', { limit: 'rate' as const, amount: 3 }, facts(1, ''), 1],
    [
      'by a limit, when a hundredth of it has ended',
      { limit: 'open' as const, amount: 200 },
      facts(1, ''),
      8,
    ],
    ['sooner where there are more slots', { limit: 'own' as const, amount: 200 }, facts(2, 'slots\x002'), 2],
    [
      'by what was observed',
      { limit: 'waiting' as const, amount: 100 },
      facts(1, 'took:a\x0010000 20000'),
      18,
    ],
    ['after a minute at most', { limit: 'open' as const, amount: 1_000_000 }, facts(0, ''), 60],
    ['when there may be room again', { limit: 'memory' as const, amount: 0 }, facts(1, ''), 10],
  ])('comes again %s', (_, refusal, around, seconds) => {
    expect(retryAfterSeconds({ ...refusal, ...around })).toBe(seconds);
  });
});
