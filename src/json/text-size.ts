/**
 * How many UTF-8 bytes a text takes as JSON, with its quotes, in the shortest form (RFC 8785, 3.2.2.2);
 * `undefined` if it holds half of a surrogate pair.
 */
export function jsonTextSize(text: string): number | undefined {
  let size = 2;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) {
      size += unit < 0x20 ? controlSize(unit) : unit === QUOTE || unit === BACKSLASH ? 2 : 1;
    } else if (unit < 0x800) {
      size += 2;
    } else if (unit < 0xd800 || unit > 0xdfff) {
      size += 3;
    } else {
      const next = text.charCodeAt(at + 1);
      if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return undefined;
      size += 4;
      at += 1;
    }
  }
  return size;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** `\b`, `\t`, `\n`, `\f`, `\r` have a short form; the others are written as `\u0000`. */
const controlSize = (unit: number): number =>
  (unit >= 8 && unit <= 10) || unit === 12 || unit === 13 ? 2 : 6;
