import { columns } from './columns.mjs';
import { shownFigure } from './shown-figure.mjs';

/** Tables on the terminal. Every function returns text and prints nothing. */

/** @param {{ rules: number, tools?: number, rows: any[] }} table */
export function decisionTable({ rules, tools, rows }) {
  const over = tools === undefined ? '' : ` over ${tools} tools`;
  return columns(
    [`${rules} rules${over}`, 'per decision', 'ratio', 'timed', ''],
    rows.map((row) => [
      row.title,
      duration(row.nanoseconds),
      row.ratio.toFixed(row.ratio < 100 ? 2 : 0),
      String(row.decisions),
      row.note ?? '',
    ]),
  );
}

/** @param {any} result */
export function sameToolsLine(result) {
  return (
    `the same ten tools: alone ${duration(result.aloneNanoseconds)}, ` +
    `among ${result.rules} rules ${duration(result.amongNanoseconds)}, ratio ${result.ratio.toFixed(2)}`
  );
}

/** @param {any} result */
export function loadingLine(result) {
  return (
    `load ${result.rules} rules (${(result.textBytes / 1000).toFixed(0)} kB): ` +
    `${result.loadMilliseconds.toFixed(0)} ms, YAML alone ${result.yamlMilliseconds.toFixed(0)} ms, ` +
    `ratio ${result.ratio.toFixed(2)}; heap kept ${(result.heapBytes / 2 ** 20).toFixed(1)} MiB`
  );
}

/** @param {readonly import('./figures.mjs').Figure[]} figures */
export function figureTable(figures) {
  return columns(
    ['figure', 'asked', 'measured', ''],
    figures.map((figure) => {
      const { what, asked, measured } = shownFigure(figure);
      return [what, asked, measured, figure.met ? 'met' : 'MISSED'];
    }),
  );
}

/** @param {number} nanoseconds */
function duration(nanoseconds) {
  if (nanoseconds < 1e3) return `${nanoseconds.toFixed(1)} ns`;
  if (nanoseconds < 1e6) return `${(nanoseconds / 1e3).toFixed(1)} us`;
  return `${(nanoseconds / 1e6).toFixed(1)} ms`;
}
