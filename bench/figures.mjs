/**
 * The figures to reach, with what was measured.
 *
 * @typedef {object} Figure
 * @property {string} what
 * @property {number} limit
 * @property {number} measured
 * @property {boolean} met
 */

/**
 * @param {{ decisions: any[], sameTools: any, loading: any }} results
 * @returns {Figure[]}
 */
export function figuresOf({ decisions, sameTools, loading }) {
  const mebibytes = loading.heapBytes / 2 ** 20;
  return [
    ...decisions.map((table) => ({
      what: `decide among ${table.rules} rules, times hand-written`,
      limit: 2,
      measured: rowOf(table, 'assent').ratio,
    })),
    ...decisions
      .filter((table) => table.rules >= 100)
      .map((table) => ({
        what: `decide among ${table.rules} rules, times the fastest other engine`,
        limit: 1,
        measured: rowOf(table, 'assent').nanoseconds / fastestRival(table),
      })),
    {
      what: 'the same ten tools among 10000 rules, times among 10',
      limit: 1.3,
      measured: sameTools.ratio,
    },
    { what: 'load 10000 rules, times parsing the YAML', limit: 3, measured: loading.ratio },
    { what: 'heap kept by 10000 rules, MiB', limit: 60, measured: mebibytes },
  ].map((figure) => ({ ...figure, met: figure.measured <= figure.limit }));
}

function rowOf(table, id) {
  return table.rows.find((row) => row.id === id);
}

function fastestRival(table) {
  const rivals = table.rows.filter((row) => row.id !== 'hand' && row.id !== 'assent');
  return Math.min(...rivals.map((row) => row.nanoseconds));
}
