import { INVISIBLE } from './display.ts';

/**
 * JSON text with JSON's own escapes for all that could move the cursor, colour, reorder or hide text. Reads
 * back as the same value.
 */
export function escapeJson(json: string): string {
  return json.replace(INVISIBLE, (character) =>
    // between values only: inside a text JSON has no line breaks
    character === '\n'
      ? character
      : Array.from({ length: character.length }, (_, at) => escapedUnit(character, at)).join(''),
  );
}

const escapedUnit = (character: string, at: number): string =>
  `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
