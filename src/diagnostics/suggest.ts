/** Longer words are not compared: a suggestion for one would be noise, and the work would not be bounded. */
const LONGEST_WORD = 64;

/** More candidates than this are not looked through. */
const MOST_CANDIDATES = 2_000;

/**
 * The candidate that `word` was most likely meant to be, or `undefined` where none is near.
 *
 * Near is a Damerau-Levenshtein distance (insert, drop, change, swap neighbours) of at most 1 for words up
 * to 4 characters, 2 up to 8, and 3 beyond; a difference in case alone is always near. The first
 * of several equally near candidates wins. The word itself is never suggested.
 */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length === 0 || word.length > LONGEST_WORD) return undefined;
  const lower = word.toLowerCase();
  const threshold = word.length <= 4 ? 1 : word.length <= 8 ? 2 : 3;
  let best: string | undefined;
  let bestDistance = threshold + 1;
  let seen = 0;
  for (const candidate of candidates) {
    seen += 1;
    if (seen > MOST_CANDIDATES) break;
    if (candidate === word || candidate.length > LONGEST_WORD) continue;
    const other = candidate.toLowerCase();
    if (Math.abs(other.length - lower.length) >= bestDistance) continue;
    const distance = editDistance(lower, other);
    // replacing every character is not a slip of the keyboard
    if (distance >= Math.min(bestDistance, Math.max(lower.length, other.length))) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

/** Restricted Damerau-Levenshtein distance, three rows at a time. */
function editDistance(from: string, to: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let distance = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + (same ? 0 : 1),
      );
      const swapped =
        row > 1 &&
        column > 1 &&
        from[row - 1] === to[column - 2] &&
        from[row - 2] === to[column - 1];
      if (swapped) distance = Math.min(distance, at(beforePrevious, column - 2) + 1);
      current.push(distance);
    }
    beforePrevious = previous;
    previous = current;
  }
  return at(previous, to.length);
}

const at = (row: readonly number[], column: number): number =>
  row[column] ?? Number.POSITIVE_INFINITY;
