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
    ['figure', 'at most', 'measured', ''],
    figures.map((figure) => [
      figure.what,
      String(figure.limit),
      figure.measured.toFixed(figure.measured < 0.1 ? 4 : 2),
      figure.met ? 'met' : 'MISSED',
    ]),
  );
}

/** @param {number} nanoseconds */
function duration(nanoseconds) {
  if (nanoseconds < 1e3) return `${nanoseconds.toFixed(1)} ns`;
  if (nanoseconds < 1e6) return `${(nanoseconds / 1e3).toFixed(1)} us`;
  return `${(nanoseconds / 1e6).toFixed(1)} ms`;
}

/** First and last column to the left, the others to the right. */
function columns(head, rows) {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  return all
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 || column === row.length - 1
            ? cell.padEnd(widths[column])
            : cell.padStart(widths[column]),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
