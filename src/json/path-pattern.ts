/** How far a path has come in a pattern. */
interface Progress {
  readonly names: readonly string[];
  /** How many names of the pattern the path may have used up. */
  readonly used: ReadonlySet<number>;
}

/**
 * Patterns of paths such as `param.card.*`, and how far the path to one place has come in each. A path is
 * the keys that lead to a place, joined by dots: a dot inside a key divides names as well. In a pattern,
 * `*` stands for one name or more, every other name for itself; case counts. The index of an element is
 * a name that a pattern may leave out: `param.items.0.ssn`, `param.items.*.ssn` and `param.items.ssn`
 * all find the same place.
 */
export class PathPatterns {
  readonly #open: readonly Progress[];
  /** Whether a pattern matches the path, or one that leads to it. */
  readonly matched: boolean;

  private constructor(open: readonly Progress[], matched: boolean) {
    this.#open = open;
    this.matched = matched;
  }

  static of(patterns: readonly string[]): PathPatterns {
    const all = [...new Set(patterns)];
    const open = all.map((pattern) => ({ names: pattern.split('.'), used: new Set([0]) }));
    return new PathPatterns(open, false);
  }

  /** The same patterns for a member of the object at this path. */
  member(key: string): PathPatterns {
    let patterns: PathPatterns = this;
    for (const name of key.split('.')) {
      if (patterns.matched || patterns.#open.length === 0) break;
      patterns = patterns.#follow(name, false);
    }
    return patterns;
  }

  /** The same patterns for an element of the list at this path. */
  element(index: number): PathPatterns {
    return this.#open.length === 0 ? this : this.#follow(String(index), true);
  }

  #follow(name: string, optional: boolean): PathPatterns {
    let matched = this.matched;
    const open: Progress[] = [];
    for (const { names, used } of this.#open) {
      const after = advance(names, used, name);
      if (after.delete(names.length)) matched = true;
      if (optional) for (const count of used) after.add(count);
      if (after.size > 0) open.push({ names, used: after });
    }
    return new PathPatterns(open, matched);
  }
}

function advance(names: readonly string[], used: ReadonlySet<number>, name: string): Set<number> {
  // The last `*` takes whatever an earlier one could, so what it has reached need not be kept.
  const last = Math.max(...[...used].filter((count) => names[count] === '*'), 0);
  const after = new Set<number>();
  for (const count of used) {
    if (count < last) continue;
    if (names[count] === '*') after.add(count);
    if (names[count] === '*' || names[count] === name) after.add(count + 1);
  }
  return after;
}
