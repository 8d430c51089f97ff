import { displayWidth } from '../../../diagnostics/display.ts';

/** What colours text; everything else that could act on a terminal was made visible before. */
const STYLE = new RegExp(`${String.fromCharCode(0x1b)}\\[[0-9;]*m`, 'g');

/** Ends every style. */
const PLAIN = '\u001b[0m';

/** Whether all of a styled line can be seen. */
export const fits = (text: string, columns: number): boolean =>
  displayWidth(text.replace(STYLE, '')) <= columns;

/** As much of a styled line as fits, with a mark where something is left out. */
export function clip(text: string, columns: number): string {
  if (fits(text, columns)) return text;
  const styles = [...text.matchAll(STYLE)];
  let clipped = '';
  let room = columns - 1;
  let at = 0;
  for (const { index, 0: style } of [...styles, { index: text.length, 0: '' }]) {
    for (const character of text.slice(at, index)) {
      room -= displayWidth(character);
      if (room < 0) return `${clipped}…${styles.length > 0 ? PLAIN : ''}`;
      clipped += character;
    }
    clipped += style;
    at = index + style.length;
  }
  return clipped;
}

/** A plain line as several that fit each. */
export function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let width = 0;
  for (const character of text) {
    const wide = displayWidth(character);
    if (width + wide > columns) {
      lines.push(line);
      line = '';
      width = 0;
    }
    line += character;
    width += wide;
  }
  return [...lines, line];
}
