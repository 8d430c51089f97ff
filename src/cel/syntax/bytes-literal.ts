import { encodeUtf8 } from '../library/utf8.ts';

/** An escape, which is one byte, or one code point. */
const PART = /\\[xX]..|\\[0-7]{3}|\\.|./gsu;

/** The `b` and the quotes of a bytes literal. */
const OPENING = /^[bB](?:"""|'''|"|')/;

/**
 * The bytes of a literal such as `b"\xff"`. A character outside ASCII stands for its UTF-8 form, of which
 * the parser keeps one byte per UTF-16 unit; what it made of the escapes is right.
 *
 * @param text - the literal as it is written
 * @param parsed - one byte for each escape and for each UTF-16 unit between them
 */
export function bytesOfLiteral(text: string, parsed: Uint8Array): Uint8Array {
  const opening = OPENING.exec(text)?.[0].length ?? 0;
  const body = text.slice(opening, text.length - opening + 1);
  const bytes: number[] = [];
  let at = 0;
  for (const [part] of body.matchAll(PART)) {
    if (part.startsWith('\\')) bytes.push(parsed[at] ?? 0);
    else bytes.push(...encodeUtf8(part));
    at += part.startsWith('\\') ? 1 : part.length;
  }
  return Uint8Array.from(bytes);
}
