const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const LEFT_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const RIGHT_BRACKET = 0x5d;
const LOWER_E = 0x65;
const LOWER_F = 0x66;
const LOWER_N = 0x6e;
const LOWER_T = 0x74;
const LEFT_BRACE = 0x7b;
const RIGHT_BRACE = 0x7d;

/** No end: the text is not canonical, or this scanner does not know. */
const UNKNOWN = -1;

/**
 * Whether a text is its own canonical form (RFC 8785), in one pass that makes nothing of it: several times
 * faster than to parse and write it again. Only `true` counts: texts with escapes, characters outside the
 * basic plane, or more than `depth` levels are left to others.
 */
export const isPlainlyCanonical = (text: string, depth: number): boolean =>
  valueEnd(text, 0, depth) === text.length;

/** Where the value that begins at `start` ends. */
function valueEnd(text: string, start: number, depth: number): number {
  switch (text.charCodeAt(start)) {
    case QUOTE:
      return stringEnd(text, start);
    case LEFT_BRACE:
      return depth === 0 ? UNKNOWN : objectEnd(text, start, depth);
    case LEFT_BRACKET:
      return depth === 0 ? UNKNOWN : listEnd(text, start, depth);
    case LOWER_T:
      return text.startsWith('true', start) ? start + 4 : UNKNOWN;
    case LOWER_F:
      return text.startsWith('false', start) ? start + 5 : UNKNOWN;
    case LOWER_N:
      return text.startsWith('null', start) ? start + 4 : UNKNOWN;
    default:
      return numberEnd(text, start);
  }
}

function objectEnd(text: string, start: number, depth: number): number {
  let at = start + 1;
  if (text.charCodeAt(at) === RIGHT_BRACE) return at + 1;
  let last: string | undefined;
  for (;;) {
    const colon = text.charCodeAt(at) === QUOTE ? stringEnd(text, at) : UNKNOWN;
    if (colon === UNKNOWN || text.charCodeAt(colon) !== COLON) return UNKNOWN;
    // without escapes, the text of a key is the key
    const key = text.slice(at + 1, colon - 1);
    if (last !== undefined && last >= key) return UNKNOWN;
    last = key;
    at = valueEnd(text, colon + 1, depth - 1);
    if (at === UNKNOWN) return UNKNOWN;
    const next = text.charCodeAt(at);
    at += 1;
    if (next === RIGHT_BRACE) return at;
    if (next !== COMMA) return UNKNOWN;
  }
}

function listEnd(text: string, start: number, depth: number): number {
  let at = start + 1;
  if (text.charCodeAt(at) === RIGHT_BRACKET) return at + 1;
  for (;;) {
    at = valueEnd(text, at, depth - 1);
    if (at === UNKNOWN) return UNKNOWN;
    const next = text.charCodeAt(at);
    at += 1;
    if (next === RIGHT_BRACKET) return at;
    if (next !== COMMA) return UNKNOWN;
  }
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) return at + 1;
    if (unit < 0x20 || unit === BACKSLASH || (unit >= 0xd800 && unit <= 0xdfff)) return UNKNOWN;
  }
  return UNKNOWN;
}

/** All that a number may be written with; whether it is one, and in its only spelling, JavaScript says. */
function numberEnd(text: string, start: number): number {
  let at = start;
  for (let unit = text.charCodeAt(at); isOfNumber(unit); unit = text.charCodeAt(at)) at += 1;
  const number = text.slice(start, at);
  return String(Number(number)) === number ? at : UNKNOWN;
}

/** A digit, `-`, `+`, `.` or `e`. */
const isOfNumber = (unit: number): boolean =>
  (unit >= ZERO && unit <= NINE) ||
  unit === MINUS ||
  unit === PLUS ||
  unit === DOT ||
  unit === LOWER_E;
