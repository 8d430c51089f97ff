import { INVISIBLE } from '../diagnostics/display.ts';
import { escapeJson } from '../diagnostics/escape-json.ts';

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
export const jsonLine = (value: unknown): string => `${escapeJson(JSON.stringify(value))}\n`;
