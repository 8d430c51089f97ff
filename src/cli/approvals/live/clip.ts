import { displayWidth } from '../../../diagnostics/display.ts';

/** What colours text; everything else that could act on a terminal was made visible before. */
const STYLE = new RegExp(`^${String.fromCharCode(0x1b)}\\[[0-9;]*m`);

/** Ends every style. */
export const PLAIN = '\u001b[0m';

/** As much of a styled line as fits, with a mark where something is left out. */
export function clip(text: string, columns: number): string {
  let width = 0;
  let clipped = '';
  for (let at = 0; at < text.length; ) {
    const style = STYLE.exec(text.slice(at, at + 16))?.[0];
    const next = style ?? String.fromCodePoint(text.codePointAt(at) ?? 0);
    at += next.length;
    if (style === undefined) {
      const wide = displayWidth(next);
      if (width + wide > columns - 1 && at < text.length) return `${clipped}…${PLAIN}`;
      width += wide;
    }
    clipped += next;
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
