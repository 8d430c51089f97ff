import { isWellFormed, widthAt } from './code-points.ts';
import { GlobPlaces } from './glob-places.ts';

/**
 * A pattern in which `*` stands for any run of characters, dots and slashes included, and `?` for one
 * code point. Everything else stands for itself; case counts.
 */
export interface Glob {
  readonly pattern: string;
  /** The text before the first wildcard: everything that matches begins with it. */
  readonly prefix: string;
  /** Whether the pattern has no wildcard, so that it matches itself only. */
  readonly literal: boolean;
  readonly matches: (text: string) => boolean;
}

const STAR = 42;
const QUESTION_MARK = 63;
const FIRST_SURROGATE = 0xd800;

/** Prepares a pattern that is matched often. Most patterns need no search: `a`, `a*`, `*a`, `a*b`. */
export function compileGlob(pattern: string): Glob {
  const wildcard = pattern.search(/[*?]/);
  if (wildcard < 0) {
    return { pattern, prefix: pattern, literal: true, matches: (text) => text === pattern };
  }
  const prefix = pattern.slice(0, wildcard);
  const rest = pattern.slice(wildcard);
  return { pattern, prefix, literal: false, matches: matcherOf(pattern, prefix, rest) };
}

/** Up to so many comparisons at worst, a text is compared as it is, which takes no longer then. */
const FEW_COMPARISONS = 1024;

function matcherOf(pattern: string, prefix: string, rest: string): (text: string) => boolean {
  const suffix = rest.slice(lastWildcard(rest) + 1);
  if (rest.length === 1 + suffix.length && rest.startsWith('*') && isWellFormed(pattern)) {
    if (suffix === '') return prefix === '' ? () => true : (text) => text.startsWith(prefix);
    const shortest = prefix.length + suffix.length;
    return (text) => text.length >= shortest && text.startsWith(prefix) && text.endsWith(suffix);
  }
  const run = longestRun(pattern);
  return (text) => {
    if (!text.endsWith(suffix)) return false;
    if (text.length * run <= FEW_COMPARISONS) return matchGlob(text, pattern);
    if (latest?.name !== text) latest = new GlobPlaces(text);
    return latest.matches(pattern);
  };
}

const lastWildcard = (text: string): number =>
  Math.max(text.lastIndexOf('*'), text.lastIndexOf('?'));

/** The name that was matched last: one name is matched against many patterns in a row. */
let latest: GlobPlaces | undefined;

/**
 * Whether the whole text matches the pattern. Linear for most; at worst the text's length times the
 * longest run without `*` in the pattern, as in `*aaa?b` on a text of `a`.
 */
export function matchGlob(text: string, pattern: string): boolean {
  let at = 0;
  let inPattern = 0;
  // Where to go on when what follows the last `*` does not match: with the `*` taking one more.
  let retryAt = 0;
  let retryPattern = -1;
  while (at < text.length) {
    const wanted = pattern.charCodeAt(inPattern);
    if (wanted === STAR) {
      inPattern += 1;
      if (inPattern === pattern.length) return true;
      retryPattern = inPattern;
      retryAt = at;
    } else if (wanted === QUESTION_MARK) {
      inPattern += 1;
      at += widthAt(text, at);
    } else if (
      wanted === text.charCodeAt(at) &&
      // half of a character is not that character
      (wanted < FIRST_SURROGATE || widthAt(pattern, inPattern) === widthAt(text, at))
    ) {
      inPattern += 1;
      at += 1;
    } else if (retryPattern >= 0) {
      retryAt += widthAt(text, retryAt);
      at = retryAt;
      inPattern = retryPattern;
    } else {
      return false;
    }
  }
  while (pattern.charCodeAt(inPattern) === STAR) inPattern += 1;
  return inPattern === pattern.length;
}

/** The most comparisons that matching can take, as a multiple of the text's length. */
export function longestRun(pattern: string): number {
  let longest = 0;
  let start = 0;
  for (let at = pattern.indexOf('*'); at >= 0; at = pattern.indexOf('*', start)) {
    longest = Math.max(longest, at - start);
    start = at + 1;
  }
  return Math.max(longest, pattern.length - start);
}
