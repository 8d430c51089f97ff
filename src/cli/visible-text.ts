import { INVISIBLE } from '../diagnostics/display.ts';

const NAMED: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/**
 * Text of a policy or an agent on one line of a terminal. What could move the cursor, colour, reorder or
 * hide text is written as an escape such as `\u{1b}`, so that arguments of a call cannot forge output.
 */
export function visible(text: string): string {
  return text.replace(
    INVISIBLE,
    (character) => NAMED.get(character) ?? `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}

/** A value as one line of JSON, in which such characters are written as JSON's own escapes. */
export function jsonLine(value: unknown): string {
  const escaped = JSON.stringify(value).replace(INVISIBLE, (character) =>
    Array.from({ length: character.length }, (_, index) => escapedUnit(character, index)).join(''),
  );
  return `${escaped}\n`;
}

const escapedUnit = (character: string, index: number): string =>
  `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
