import { displayWidth } from '../diagnostics/display.ts';
import type { Palette } from './palette.ts';

/** A wider text is written whole all the same, and only its own row is out of line. */
const WIDEST_COLUMN = 40;

/** Gives a cell its colour. The heading of its column says which it is. */
export type CellStyle = (text: string, row: number, heading: string) => string;

/**
 * A table: its heading, and a line for each row. Nothing is cut.
 *
 * @param rows cells that are safe to show, as many as there are headings
 */
export function alignedRows(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  style: CellStyle,
  palette: Palette,
): readonly string[] {
  const widths = headings.map((heading, column) => {
    const wide = rows.map((cells) => displayWidth(cells[column] ?? ''));
    return Math.max(heading.length, ...wide.filter((width) => width <= WIDEST_COLUMN));
  });
  return [
    line(headings, widths, palette.faint),
    ...rows.map((cells, row) =>
      line(cells, widths, (text, column) => style(text, row, headings[column] ?? '')),
    ),
  ];
}

/** The same as text, uncoloured but for its heading: lines, each ended by a line break. */
export const renderRows = (
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  palette: Palette,
): string => `${alignedRows(headings, rows, (text) => text, palette).join('\n')}\n`;

function line(
  cells: readonly string[],
  widths: readonly number[],
  style: (text: string, column: number) => string,
): string {
  return cells
    .map((cell, column) => {
      const padding = ' '.repeat(Math.max(0, (widths[column] ?? 0) - displayWidth(cell)));
      return style(cell, column) + padding;
    })
    .join('  ')
    .trimEnd();
}
