import { array, assert, double, property } from 'fast-check';
import { quantile, waitSeconds } from './wait.js';

const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);
const remains = array(double({ min: 0, max: 1e8, noNaN: true }), { minLength: 1, maxLength: 32 }).map(sorted);
const age = double({ min: 0, max: 1e9, noNaN: true });

describe('when to ask again', () => {
  it.each<[string, number[], number, number]>([
    ['just after the end where all take as long', [8_160, 8_170, 8_180, 8_190], 0, 9],
    ['just before it, and then at once, where to round up would be late', [8_030, 8_060, 8_090], 0, 8],
    ['at once when it is a moment away', [10, 20, 30], 8_000, 0],
    ['after the first of two modes', [3_200, 3_200, 3_200, 40_200, 40_200], 0, 4],
    ['after the second once the first is over', [36_200, 36_200], 4_000, 37],
    ['not after what one task of thirty took', [...Array.from({ length: 30 }, () => 8_500), 60_000], 0, 9],
    ['not before what one task of thirty took', [500, ...Array.from({ length: 30 }, () => 8_500)], 0, 9],
    ['within a second in a wide spread of short ones', [2_500, 3_500, 4_500, 5_500, 6_500], 0, 3],
    ['within 5 % of the whole time in a long one', [50_000, 52_000, 54_000, 90_000], 50_000, 54],
    ['an hour at most', [86_400_000], 0, 3_600],
    ['at once where nothing is expected', [], 0, 0],
  ])('is %s', (_what, remainsMs, ageMs, seconds) => {
    expect(waitSeconds(remainsMs, ageMs)).toBe(seconds);
  });

  it('is a whole number from 0 to an hour, whatever was observed', () => {
    assert(
      property(remains, age, (remainsMs, ageMs) => {
        const seconds = waitSeconds(remainsMs, ageMs);
        expect(Number.isInteger(seconds) && seconds >= 0 && seconds <= 3_600).toBe(true);
      }),
    );
  });

  it('is at once only when half of the tasks would end within a tenth of a second', () => {
    assert(
      property(remains, age, (remainsMs, ageMs) => {
        expect(waitSeconds(remainsMs, ageMs) === 0).toBe(quantile(remainsMs, 0.5) <= 100);
      }),
    );
  });

  it('is never beyond the last end that was observed, rounded up', () => {
    assert(
      property(remains, age, (remainsMs, ageMs) => {
        const last = remainsMs.at(-1) ?? 0;
        expect(waitSeconds(remainsMs, ageMs)).toBeLessThanOrEqual(Math.max(1, Math.ceil(last / 1000)));
      }),
    );
  });

  it('leaves at most one in twelve of those that ended too late noticed', () => {
    assert(
      property(remains, age, (remainsMs, ageMs) => {
        const askedMs = waitSeconds(remainsMs, ageMs) * 1000;
        const toleranceMs = Math.max(1_000, 0.05 * (ageMs + quantile(remainsMs, 0.1)));
        const ended = remainsMs.filter((ms) => ms <= askedMs + 100);
        const late = ended.filter((ms) => askedMs - ms > toleranceMs);
        expect(late.length).toBeLessThanOrEqual(ended.length / 12);
      }),
    );
  });

  it('is no shorter for an older task of which the same remains', () => {
    assert(
      property(remains, age, age, (remainsMs, one, other) => {
        const [younger = 0, older = 0] = sorted([one, other]);
        expect(waitSeconds(remainsMs, older)).toBeGreaterThanOrEqual(waitSeconds(remainsMs, younger));
      }),
    );
  });
});
