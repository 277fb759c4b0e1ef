import { readSettings } from '../platform/config/index.js';
import { circumstancesOf } from './circumstances.js';
import { mostPlacedTogether, retryAfterSeconds } from './task.limits.js';

const plan = [
  { name: 'a', expectedMs: 1_000 },
  { name: 'b', expectedMs: 3_000 },
];
const facts = (workers: number, kind: string) => ({ plan, around: circumstancesOf([0, workers, kind], 1) });

const MANY_SLOTS = { WORKER_CONCURRENCY: '200' };
const UNLIMITED = {
  ...MANY_SLOTS,
  OPEN_TASKS_MAX: '0',
  WAITING_TASKS_MAX: '0',
  OPEN_TASKS_MAX_PER_CLIENT: '0',
};

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

describe('of orders that come together those that go to the same partition', () => {
  it.each([
    ['as many as a command carries', MANY_SLOTS, 32],
    [
      'also where a burst would be less, but nobody has a rate',
      { ...MANY_SLOTS, TASK_BURST_PER_CLIENT: '9' },
      32,
    ],
    ['no more than a worker has slots for', { WORKER_CONCURRENCY: '10' }, 4],
    ['no more than an eighth of what a limit lets into one', { ...MANY_SLOTS, OPEN_TASKS_MAX: '240' }, 10],
    ['no more than an eighth of a burst', { TASK_RATE_PER_CLIENT: '9', TASK_BURST_PER_CLIENT: '48' }, 2],
    ['one, where a limit is that low', { OPEN_TASKS_MAX_PER_CLIENT: '5' }, 1],
    ['as many as a command carries where there is no limit', UNLIMITED, 32],
  ])('are %s', (_, env, together) => {
    expect(mostPlacedTogether(readSettings({ TASK_PARTITIONS: '3', ...env }, []))).toBe(together);
  });
});
