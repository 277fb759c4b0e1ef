import { array, assert, integer, property, uniqueArray } from 'fast-check';
import { mergedPage, type PagePart, type Placeable } from './page-merge.js';

/** What a partition answers, as list.lua does. */
function partOf(times: readonly number[], limit: number, before: number): PagePart<Placeable> {
  const older = times.filter((created) => created < before).toSorted((a, b) => b - a);
  return { rows: older.slice(0, limit).map((created) => ({ created })), more: older.length > limit };
}

describe('a page of many partitions', () => {
  it('has the newest of all, newest first, and goes on below them', () => {
    const parts = [[10, 7, 1], [9], [8, 3]].map((times) => partOf(times, 3, Infinity));
    expect(mergedPage(parts, 3)).toEqual({
      rows: [{ created: 10 }, { created: 9 }, { created: 8 }],
      next: 8,
    });
  });

  it('is the last when no partition has more', () => {
    const parts = [[10], [], [8]].map((times) => partOf(times, 2, Infinity));
    expect(mergedPage(parts, 2)).toEqual({ rows: [{ created: 10 }, { created: 8 }], next: undefined });
    expect(mergedPage([partOf([], 2, Infinity)], 2)).toEqual({ rows: [], next: undefined });
  });

  it('is followed by another when one partition has all of it, and more', () => {
    const parts = [[10, 9, 8], []].map((times) => partOf(times, 2, Infinity));
    expect(mergedPage(parts, 2).next).toBe(9);
  });

  it('belongs to pages that show each task once, in order', () => {
    const stores = uniqueArray(integer({ min: 1, max: 500 }), { maxLength: 60 });
    assert(
      property(
        stores,
        integer({ min: 1, max: 5 }),
        array(integer({ min: 1, max: 9 })),
        (times, count, sizes) => {
          const partitions = Array.from({ length: count }, (_, p) =>
            times.filter((time) => time % count === p),
          );
          const seen: number[] = [];
          let before: number | undefined = Infinity;
          for (let page = 0; before !== undefined; page += 1) {
            const limit = sizes[page % sizes.length] ?? 3;
            const from: number = before;
            const merged = mergedPage(
              partitions.map((own) => partOf(own, limit, from)),
              limit,
            );
            seen.push(...merged.rows.map(({ created }) => created));
            before = merged.next;
          }
          expect(seen).toEqual(times.toSorted((a, b) => b - a));
        },
      ),
    );
  });
});
