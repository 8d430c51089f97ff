/**
 * Positions in strings count code points, while JavaScript's count UTF-16 units. The two agree in
 * strings without surrogates, which is nearly all of them, so each function first looks for one.
 */

const SURROGATE = /[\ud800-\udfff]/;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

export const hasSurrogates = (text: string): boolean => SURROGATE.test(text);

/** Whether every surrogate has its partner, so that the string has a UTF-8 form. */
export const isWellFormed = (text: string): boolean => !LONE_SURROGATE.test(text);

/** The size of a string in code points; an unpaired surrogate counts as one. */
export function codePointLength(text: string): number {
  if (!hasSurrogates(text)) return text.length;
  return codePointIndex(text, text.length);
}

/** How many code points begin before a UTF-16 offset. */
export function codePointIndex(text: string, offset: number): number {
  let count = 0;
  for (let at = 0; at < offset; at += widthAt(text, at)) count += 1;
  return count;
}

/** The UTF-16 offset of a code point; -1 when the string has fewer. Its end counts as one more. */
export function utf16Offset(text: string, index: number): number {
  let at = 0;
  for (let count = 0; count < index; count += 1) {
    if (at >= text.length) return -1;
    at += widthAt(text, at);
  }
  return at;
}

/** UTF-16 units of the code point at an offset: two for a surrogate pair, else one. */
export function widthAt(text: string, offset: number): 1 | 2 {
  return isHighSurrogate(text.charCodeAt(offset)) && isLowSurrogate(text.charCodeAt(offset + 1))
    ? 2
    : 1;
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
