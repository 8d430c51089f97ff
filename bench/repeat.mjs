import { median } from './measure.mjs';

/**
 * One table from several of the same rule set, each timed in a process of its own: what a JavaScript
 * engine makes of the same code differs from process to process. Times and ratios are medians, counts
 * are sums.
 *
 * @param {readonly any[]} tables the first has every row, the others may lack some
 */
export function mergeTables(tables) {
  const [first] = tables;
  const rows = first.rows.map((row) => {
    const same = tables.flatMap((table) => table.rows.filter(({ id }) => id === row.id));
    return {
      ...row,
      nanoseconds: median(same.map(({ nanoseconds }) => nanoseconds)),
      ratio: median(same.map(({ ratio }) => ratio)),
      decisions: same.reduce((sum, { decisions }) => sum + decisions, 0),
    };
  });
  return { ...first, processes: tables.length, rows };
}
