import { approvalFigures } from './approvals/figures.mjs';
import { serverFigures } from './server/figures.mjs';

/**
 * The figures to reach, with what was measured.
 *
 * @typedef {object} Figure
 * @property {string} what
 * @property {'at most' | 'at least'} bound which side of the limit is asked for
 * @property {number} limit
 * @property {number} measured
 * @property {boolean} met
 */

/**
 * @param {{ decisions?: any[], sameTools?: any, loading?: any, approvals?: any, server?: any }} results
 * @returns {Figure[]} those of the parts that were measured
 */
export function figuresOf(results) {
  const figures = [
    ...(results.decisions === undefined ? [] : decisionFigures(results)),
    ...(results.approvals === undefined ? [] : approvalFigures(results.approvals)),
    ...(results.server === undefined ? [] : serverFigures(results.server)),
  ];
  return figures.map((figure) => ({ ...figure, met: isWithin(figure, figure.limit) }));
}

/** Whether a figure is missed by more than a factor. @param {Figure} figure @param {number} tolerance */
export const isMissedBy = (figure, tolerance) =>
  !isWithin(
    figure,
    figure.bound === 'at most' ? figure.limit * tolerance : figure.limit / tolerance,
  );

const isWithin = ({ bound, measured }, limit) =>
  bound === 'at most' ? measured <= limit : measured >= limit;

function decisionFigures({ decisions, sameTools, loading }) {
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
  ].map((figure) => ({ ...figure, bound: 'at most' }));
}

function rowOf(table, id) {
  return table.rows.find((row) => row.id === id);
}

function fastestRival(table) {
  const rivals = table.rows.filter((row) => row.id !== 'hand' && row.id !== 'assent');
  return Math.min(...rivals.map((row) => row.nanoseconds));
}
