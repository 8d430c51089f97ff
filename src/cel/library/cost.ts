import { isPlainObject, type PlainObject } from '../kind.ts';
import { longestRun } from './glob.ts';
import { SHORT_NEEDLE, searchFor } from './text-search.ts';
import { isNamedZone } from './time-zone.ts';

/**
 * What functions cost in steps, beyond the one that every node costs. A cost is known before the call
 * and bounds its time and memory: with the default budget of 100,000 steps no sequence of calls may take
 * more than about 20 ms or hold more than about 10 MB. Each rate below was measured against that.
 */

/** UTF-16 units that one step reads or writes. */
const UNITS_PER_STEP = 10;

/** The same where every unit is looked at by our own code, or becomes several. */
const UNITS_PER_SLOW_STEP = 2;

/** Writing one value by a clause of a format, which may take 400 characters. */
const CLAUSE = 40;

/** Reading or writing one point in time. */
const TIME = 5;

/** Making a formatter for a zone of the time zone database takes some 50 µs, longer the first time. */
const NAMED_ZONE = 400;

/** Beyond this many parts a value is no longer weighed: no budget suffices. */
const MAX_WEIGHED = 1_000_000;

/** Reading a text, or bytes, once. */
export const reading = (text: string | Uint8Array): number => text.length / UNITS_PER_STEP;

/** Searching for a part; long ones by an algorithm of our own. */
export const searching = (text: string, part: string): number =>
  (text.length + part.length) / (part.length > SHORT_NEEDLE ? UNITS_PER_SLOW_STEP : UNITS_PER_STEP);

/** Reading no more of a text than there is of the other. */
export const readingShorter = (text: string, other: string): number =>
  Math.min(text.length, other.length) / UNITS_PER_STEP;

/** Reading a text once and making something as large for every unit. */
export const rebuilding = (text: string): number => text.length / UNITS_PER_SLOW_STEP;

/** Replacing every occurrence, up to the limit. */
export function replacing(text: string, old: string, replacement: string, limit = -1n): number {
  const places = countPlaces(text, old, limit);
  return searching(text, old) + places + (places * replacement.length) / UNITS_PER_STEP;
}

/** Cutting at every occurrence, up to the limit. */
export const splitting = (text: string, separator: string, limit = -1n): number =>
  searching(text, separator) + countPlaces(text, separator, limit);

/** Reading all strings of a list, and writing them with a separator. */
export function joining(list: readonly unknown[], separator = ''): number {
  if (list.length > MAX_WEIGHED) return list.length;
  let units = list.length * separator.length;
  for (const item of list) if (typeof item === 'string') units += item.length;
  return list.length + units / UNITS_PER_STEP;
}

/** Writing values into a text; what they hold is charged when it is checked. */
export const formatting = (template: string, values: readonly unknown[]): number =>
  template.length / UNITS_PER_SLOW_STEP + values.length * CLAUSE;

/** Reading all keys of a map. */
export const countingKeys = (value: unknown): number =>
  isPlainMap(value) ? Object.keys(value).length * 2 : 0;

/** Reading a point in time or writing it. */
export const readingTime = (): number => TIME;

/** Reading a duration, of which only the first 128 characters are looked at. */
export const readingDuration = (text: string): number =>
  Math.min(text.length, 128) / UNITS_PER_SLOW_STEP;

/** Looking up a time zone. */
export const lookingUpZone = (_timestamp: unknown, zone: string): number =>
  isNamedZone(zone) ? NAMED_ZONE : 5;

/** Matching a wildcard pattern in the worst case. */
export const globbing = (text: string, pattern: string): number =>
  (text.length + pattern.length) / UNITS_PER_STEP + (text.length * longestRun(pattern)) / 20;

/** Parsing a URL. */
export const parsingUrl = (text: string): number => 20 + text.length;

/** Resolving two paths. */
export const resolvingPaths = (path: string, directory: string): number =>
  (path.length + directory.length) / UNITS_PER_SLOW_STEP;

/** How often a part occurs, counted up to the limit; when the text is too long for any budget, how often it may. */
function countPlaces(text: string, part: string, limit: bigint): number {
  const most = limit < 0n ? Number.POSITIVE_INFINITY : Number(limit);
  if (part === '' || text.length > MAX_WEIGHED) {
    return Math.min(most, text.length / Math.max(part.length, 1) + 1);
  }
  const search = searchFor(part);
  let count = 0;
  for (let at = search(text, 0); at >= 0 && count < most; at = search(text, at + part.length)) {
    count += 1;
  }
  return count;
}

const isPlainMap = (value: unknown): value is PlainObject =>
  typeof value === 'object' && value !== null && isPlainObject(value);
