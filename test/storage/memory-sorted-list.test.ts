import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SortedList } from '../../src/storage/memory/sorted-list.ts';

/** Enough numbers to fill several blocks, few enough to be drawn twice. */
const NUMBER = fc.integer({ min: 0, max: 6_000 });

test('A08: a sorted list gives what a sorted array gives', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(NUMBER, { minLength: 0, maxLength: 5_000, size: 'max' }),
      fc.array(NUMBER, { maxLength: 500, size: 'max' }),
      fc.array(NUMBER, { minLength: 1, maxLength: 10 }),
      (added, removed, cursors) => {
        const list = new SortedList<number>((a, b) => a - b);
        const model = new Set<number>();
        for (const item of added) {
          list.add(item);
          model.add(item);
        }
        for (const item of removed) {
          if (!model.delete(item)) continue;
          list.delete(item);
        }
        const sorted = [...model].sort((a, b) => a - b);
        expect(list.first).toBe(sorted[0]);
        expect([...list.after(undefined)]).toEqual(sorted);
        expect([...list.before(undefined)]).toEqual(sorted.toReversed());
        for (const cursor of cursors) {
          expect([...list.after(cursor)]).toEqual(sorted.filter((item) => item > cursor));
          expect([...list.before(cursor)]).toEqual(
            sorted.filter((item) => item < cursor).toReversed(),
          );
        }
      },
    ),
    { numRuns: 50, seed: 1 },
  );
});

test('A08: a list that was emptied can be filled again', () => {
  const list = new SortedList<number>((a, b) => a - b);
  for (let round = 0; round < 2; round += 1) {
    for (let item = 0; item < 3_000; item += 1) list.add(item);
    expect([...list.after(2_997)]).toEqual([2_998, 2_999]);
    for (let item = 0; item < 3_000; item += 1) list.delete(item);
    expect([...list.after(undefined)]).toEqual([]);
    expect(list.first).toBeUndefined();
  }
});
