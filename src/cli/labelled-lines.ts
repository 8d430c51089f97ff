import type { Palette } from './palette.ts';

/** A line of the body: a label in the left column, empty to continue the line above. */
export type LabelledLine = readonly [label: string, text: string];

const LABEL_WIDTH = 10;

/** Labels in a column of their own. */
export function labelled(lines: readonly LabelledLine[], palette: Palette): string[] {
  return lines.map(([label, text]) =>
    `  ${palette.faint(label.padEnd(LABEL_WIDTH))}${text}`.trimEnd(),
  );
}

/** The first line has the label, the others continue it. */
export const under = (label: string, lines: readonly string[]): readonly LabelledLine[] =>
  lines.map((line, index) => [index === 0 ? label : '', line]);
