import { assert, integer, property } from 'fast-check';
import { timestamp } from './timestamp.js';

const MS_PER_YEAR = 366 * 86_400_000;

describe('timestamp', () => {
  it('writes any time as Date does', () => {
    assert(
      property(integer({ min: 0, max: 8_000 * MS_PER_YEAR }), (ms) => {
        expect(timestamp(ms)).toBe(new Date(ms).toISOString());
      }),
    );
  });

  it('writes times of one minute, and then of another, as Date does', () => {
    const start = Date.UTC(2026, 11, 31, 23, 58, 59, 998);
    for (const after of [0, 1, 2, 59_999, 60_000, 61_234, 61_999, 62_000, 3, 0]) {
      expect(timestamp(start + after)).toBe(new Date(start + after).toISOString());
    }
  });
});
