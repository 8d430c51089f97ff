import { longestRun } from './glob.ts';
import { isNamedZone } from './time-zone.ts';
import { CelMap } from './value.ts';

/**
 * What functions cost in steps, beyond the one that every node costs. A cost is known before the call
 * and bounds its time and memory: with the default budget of 100,000 steps no sequence of calls may take
 * more than about 20 ms or hold more than about 10 MB. Each rate below was measured against that.
 */

/** UTF-16 units that one step reads or writes. */
const UNITS_PER_STEP = 10;

/** Small objects (numbers, pieces of strings) that one step makes. */
const PIECES_PER_STEP = 2;

/** Making a formatter for a zone of the time zone database takes some 50 µs. */
const NAMED_ZONE = 250;

/** Beyond this many parts a value is no longer weighed: no budget suffices. */
const MAX_WEIGHED = 1_000_000;

/** Reading a text, or bytes, once. */
export const reading = (text: string | Uint8Array): number => text.length / UNITS_PER_STEP;

/** Reading two texts once. */
export const readingBoth = (text: string, other: string): number =>
  (text.length + other.length) / UNITS_PER_STEP;

/** Reading no more of a text than there is of the other. */
export const readingShorter = (text: string, other: string): number =>
  Math.min(text.length, other.length) / UNITS_PER_STEP;

/** Reading a text once and making something as large for every unit, such as one piece of string each. */
export const rebuilding = (text: string): number => text.length / PIECES_PER_STEP;

/** Replacing every place where `old` can stand, even if it stands in none. */
export function replacing(text: string, old: string, replacement: string, limit = -1n): number {
  const places = placesIn(text, old, limit);
  return (
    readingBoth(text, old) +
    (places * replacement.length) / UNITS_PER_STEP +
    places / PIECES_PER_STEP
  );
}

/** Cutting at every place where `separator` can stand. */
export const splitting = (text: string, separator: string, limit = -1n): number =>
  readingBoth(text, separator) + placesIn(text, separator, limit) / PIECES_PER_STEP;

/** Reading all strings of a list, and writing them with a separator. */
export function joining(list: readonly unknown[], separator = ''): number {
  if (list.length > MAX_WEIGHED) return list.length;
  let units = list.length * separator.length;
  for (const item of list) if (typeof item === 'string') units += item.length;
  return list.length + units / UNITS_PER_STEP;
}

/** Writing values, which may hold others, into a text. A number takes up to 410 characters, hexadecimal thrice the string. */
export function formatting(template: string, values: readonly unknown[]): number {
  return template.length / PIECES_PER_STEP + weigh(values) * 20;
}

/** Reading all keys of a map. */
export const countingKeys = (map: object): number =>
  map instanceof CelMap ? 0 : Object.keys(map).length;

/** Looking up a time zone. */
export const lookingUpZone = (_timestamp: unknown, zone: string): number =>
  isNamedZone(zone) ? NAMED_ZONE : 5;

/** Matching a wildcard pattern in the worst case. */
export const globbing = (text: string, pattern: string): number =>
  readingBoth(text, pattern) + (text.length * longestRun(pattern)) / 50;

/** Parsing a URL. */
export const parsingUrl = (text: string): number => 20 + text.length / PIECES_PER_STEP;

/** Resolving two paths. */
export const resolvingPaths = (path: string, directory: string): number =>
  (path.length + directory.length) / PIECES_PER_STEP;

function placesIn(text: string, part: string, limit: bigint): number {
  const most = text.length / Math.max(part.length, 1) + 1;
  return limit < 0n ? most : Math.min(most, Number(limit));
}

/** Parts of a value: itself, what it holds, and a part for every ten units of text. */
function weigh(values: readonly unknown[]): number {
  const open: unknown[] = [values];
  let weight = 0;
  while (open.length > 0 && weight < MAX_WEIGHED) {
    const value = open.pop();
    weight += 1;
    if (typeof value === 'string' || value instanceof Uint8Array) weight += reading(value);
    else if (Array.isArray(value)) for (const item of value) open.push(item);
    else if (value instanceof CelMap) for (const entry of value.entries()) open.push(...entry);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) open.push(key, item);
    }
    if (open.length > MAX_WEIGHED) return MAX_WEIGHED;
  }
  return weight;
}
