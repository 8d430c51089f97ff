import { Problem } from '../fault.ts';
import {
  codePointIndex,
  codePointLength,
  hasSurrogates,
  utf16Offset,
  widthAt,
} from './code-points.ts';
import { findLast, type Search, searchFor } from './text-search.ts';

/**
 * The functions of CEL's string extension. Positions and limits come as `int`; see `string_ext` of the
 * official suite for the edges.
 */

const POSITION = new Problem('index-out-of-range', 'position is outside the string');
const RANGE = new Problem('index-out-of-range', 'substring ends before it begins');
const NOT_STRINGS = new Problem('no-such-overload', '`join` takes a list of strings only');

export const contains = (text: string, part: string): boolean => searchFor(part)(text, 0) >= 0;

/** The code point at a position as a string; empty at the very end. */
export function charAt(text: string, position: bigint): string | Problem {
  const at = offsetOf(text, position);
  if (at < 0) return POSITION;
  return at === text.length ? '' : text.slice(at, at + widthAt(text, at));
}

/** Where `part` first occurs at or after `from`; -1 when nowhere. */
export function indexOf(text: string, part: string, from = 0n): bigint | Problem {
  const start = offsetOf(text, from);
  if (start < 0) return POSITION;
  return positionOf(text, searchFor(part)(text, start));
}

/** Where `part` last begins at or before `until`; -1 when nowhere. */
export function lastIndexOf(text: string, part: string, until?: bigint): bigint | Problem {
  const end = until === undefined ? text.length : offsetOf(text, until);
  if (end < 0) return POSITION;
  return positionOf(text, findLast(text, part, end));
}

/** From `start` up to but without `end`. */
export function substring(text: string, start: bigint, end?: bigint): string | Problem {
  const from = offsetOf(text, start);
  const to = end === undefined ? text.length : offsetOf(text, end);
  if (from < 0 || to < 0) return POSITION;
  return from > to ? RANGE : text.slice(from, to);
}

/** The code points in opposite order. */
export function reverse(text: string): string {
  let reversed = '';
  for (let at = text.length; at > 0; ) {
    const width = at > 1 && widthAt(text, at - 2) === 2 ? 2 : 1;
    reversed += text.slice(at - width, at);
    at -= width;
  }
  return reversed;
}

export const lowerAscii = (text: string): string =>
  isAscii(text) ? text.toLowerCase() : text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

export const upperAscii = (text: string): string =>
  isAscii(text) ? text.toUpperCase() : text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());

const isAscii = (text: string): boolean => /^\p{ASCII}*$/u.test(text);

/** Removes Unicode white space (property White_Space) at both ends; not U+FEFF, which JavaScript's own takes. */
export function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isWhiteSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isWhiteSpace(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** Replaces the first `limit` occurrences of `old`, all when negative. An empty `old` stands between all code points. */
export function replace(text: string, old: string, replacement: string, limit = -1n): string {
  const most = numberOf(limit);
  const search = old === '' ? nextBoundary : searchFor(old);
  const parts: string[] = [];
  let done = 0;
  let at = search(text, 0);
  while (at >= 0 && parts.length < most) {
    parts.push(text.slice(done, at));
    done = at + old.length;
    at = search(text, Math.max(done, at + 1));
  }
  parts.push(text.slice(done));
  return parts.join(replacement);
}

/** The pieces between separators, at most `limit` of them, the last with the rest; all when negative. */
export function split(text: string, separator: string, limit = -1n): readonly string[] {
  const most = numberOf(limit);
  if (most === 0 || (text === '' && separator === '')) return [];
  const search = separator === '' ? nextBoundary : searchFor(separator);
  const parts: string[] = [];
  let done = 0;
  // An empty separator cuts between code points, not before the first or after the last.
  let at = search(text, separator === '' ? 1 : 0);
  while (at >= 0 && parts.length + 1 < most && (separator !== '' || at < text.length)) {
    parts.push(text.slice(done, at));
    done = at + separator.length;
    at = search(text, Math.max(done, at + 1));
  }
  parts.push(text.slice(done));
  return parts;
}

/** The strings of a list, one after the other. */
export function join(list: readonly unknown[], separator = ''): string | Problem {
  for (const item of list) if (typeof item !== 'string') return NOT_STRINGS;
  return list.join(separator);
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\u0007', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
  ['"', '\\"'],
]);

/** The string as a CEL literal in double quotes. */
export function quote(text: string): string {
  return `"${text.replace(/["\\\p{Cc}]/gu, (unit) => ESCAPES.get(unit) ?? unit)}"`;
}

/** The offset, at or after another, where a code point begins or the text ends; -1 past the end. */
const nextBoundary: Search = (text, from) => {
  if (from > text.length) return -1;
  return from > 0 && widthAt(text, from - 1) === 2 ? from + 1 : from;
};

/** A limit as a number; a negative one is none. */
const numberOf = (limit: bigint): number => (limit < 0n ? Number.POSITIVE_INFINITY : Number(limit));

/** The UTF-16 offset of a position, its end included; -1 when there is no such position. */
function offsetOf(text: string, position: bigint): number {
  if (position < 0n || position > BigInt(text.length)) return -1;
  const index = Number(position);
  return hasSurrogates(text) ? utf16Offset(text, index) : index;
}

/** The position of a UTF-16 offset as `int`. */
function positionOf(text: string, offset: number): bigint {
  if (offset <= 0) return BigInt(offset);
  return BigInt(hasSurrogates(text) ? codePointIndex(text, offset) : offset);
}

/** `size(string)` */
export const stringSize = (text: string): bigint => BigInt(codePointLength(text));

const isWhiteSpace = (unit: number): boolean =>
  (unit >= 0x09 && unit <= 0x0d) ||
  unit === 0x20 ||
  unit === 0x85 ||
  unit === 0xa0 ||
  unit === 0x1680 ||
  (unit >= 0x2000 && unit <= 0x200a) ||
  unit === 0x2028 ||
  unit === 0x2029 ||
  unit === 0x202f ||
  unit === 0x205f ||
  unit === 0x3000;
