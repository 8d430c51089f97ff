/**
 * Patterns of paths such as `param.card.*`, and how far the path to one place has come in each. A path is
 * the keys that lead to a place, joined by dots: a dot inside a key divides names as well. In a pattern,
 * `*` stands for one name or more, every other name for itself; case counts. The index of an element is
 * a name that a pattern may leave out: `param.items.0.ssn`, `param.items.*.ssn` and `param.items.ssn`
 * all find the same place.
 */
export class PathPatterns {
  readonly #names: PatternNames;
  /** A bit for each name that may come next. */
  readonly #expected: bigint;
  /** Whether a pattern matches the path, or one that leads to it. */
  readonly matched: boolean;

  private constructor(names: PatternNames, expected: bigint, matched: boolean) {
    this.#names = names;
    this.#expected = expected;
    this.matched = matched;
  }

  /** At the empty path. */
  static of(patterns: readonly string[]): PathPatterns {
    const names = arrange(patterns);
    return new PathPatterns(names, names.first, false);
  }

  /** The same patterns for a member of the object at this path. */
  member(key: string): PathPatterns {
    let patterns: PathPatterns = this;
    for (const name of key.split('.')) {
      if (patterns.matched || patterns.#expected === 0n) break;
      patterns = patterns.#follow(name, 0n);
    }
    return patterns;
  }

  /** The same patterns for an element of the list at this path. */
  element(index: number): PathPatterns {
    return this.#expected === 0n ? this : this.#follow(String(index), this.#expected);
  }

  #follow(name: string, stillExpected: bigint): PathPatterns {
    const { anything, places, ends } = this.#names;
    const found = this.#expected & (places.get(name) ?? anything);
    const next = (found << 1n) | (found & anything) | stillExpected;
    return new PathPatterns(this.#names, next, this.matched || (next & ends) !== 0n);
  }
}

/** The names of all patterns in a row, a bit each, with a bit for the end after those of each pattern. */
interface PatternNames {
  readonly first: bigint;
  readonly ends: bigint;
  /** Where `*` stands. */
  readonly anything: bigint;
  /** Where a name is found: where it stands, and where `*` does. */
  readonly places: ReadonlyMap<string, bigint>;
}

function arrange(patterns: readonly string[]): PatternNames {
  let first = 0n;
  let ends = 0n;
  let anything = 0n;
  const standing = new Map<string, bigint>();
  let bit = 1n;
  for (const pattern of new Set(patterns)) {
    first |= bit;
    for (const name of pattern.split('.')) {
      if (name === '*') anything |= bit;
      else standing.set(name, (standing.get(name) ?? 0n) | bit);
      bit <<= 1n;
    }
    ends |= bit;
    bit <<= 1n;
  }
  const places = new Map([...standing].map(([name, bits]) => [name, bits | anything]));
  return { first, ends, anything, places };
}
