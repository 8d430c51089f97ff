import type { Span } from './source-text.ts';

/**
 * A text taken out of a file, such as the condition in a YAML scalar, with where its parts stand there.
 * Plain data, so that it can cross to another thread.
 */
export interface Excerpt {
  readonly text: string;
  /** The whole scalar in the file. */
  readonly span: Span;
  /**
   * Pairs of (offset in `text`, offset in the file) where a run of equal characters begins, in order;
   * `null` where folding or escapes make any inner column a guess.
   */
  readonly runs: readonly (readonly [text: number, file: number])[] | null;
}

/** Where a part of the excerpt stands in the file: exactly where that is known, else the whole scalar. */
export function spanInFile(excerpt: Excerpt, inner: Span): Span {
  if (excerpt.runs === null) return excerpt.span;
  return {
    start: offsetInFile(excerpt.runs, inner.start),
    end: offsetInFile(excerpt.runs, inner.end),
  };
}

function offsetInFile(runs: readonly (readonly [number, number])[], offset: number): number {
  let at = 0;
  for (const [text, file] of runs) {
    if (text > offset) break;
    at = file + (offset - text);
  }
  return at;
}
