/**
 * The cells of a figure in a table, on the terminal and in documents.
 *
 * @param {import('./figures.mjs').Figure} figure
 */
export function shownFigure({ what, bound, limit, measured }) {
  return { what, asked: `${bound} ${limit}`, measured: measured.toFixed(digits(measured)) };
}

function digits(measured) {
  if (measured >= 1000) return 0;
  return measured < 0.1 ? 4 : 2;
}
