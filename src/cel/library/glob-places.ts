const STAR = 42;
const QUESTION_MARK = 63;

/** What stands for a `*` where all other characters of a pattern have a row. */
const ANY_RUN = -1;

/** The row of a character that the name does not have. */
const NOWHERE = 0;

/**
 * A name against which wildcard patterns are matched, 64 of its positions at a time: a pattern takes at
 * most a step for each of its characters and each 64 of the name. What is gathered of the name serves all
 * patterns, and nothing is kept of a pattern. Positions count code points.
 */
export class GlobPlaces {
  readonly name: string;
  readonly #length: number;
  /** Words of 32 positions, of which a row has an even number. */
  readonly #words: number;
  /** Rows of a bit for each position: the first has none, the second all, then one for each character. */
  readonly #rows: Int32Array;
  /** Where the row of a character begins. */
  readonly #rowOf = new Map<number, number>();

  /** A name of n characters takes up to n * n / 8 bytes. */
  constructor(name: string) {
    const codes = Array.from(name, (character) => character.codePointAt(0) ?? 0);
    const words = ((codes.length >> 6) + 1) * 2;
    for (const code of codes) {
      if (!this.#rowOf.has(code)) this.#rowOf.set(code, (this.#rowOf.size + 2) * words);
    }
    const rows = new Int32Array((this.#rowOf.size + 2) * words).fill(-1, words, 2 * words);
    for (const [position, code] of codes.entries()) {
      const word = (this.#rowOf.get(code) ?? NOWHERE) + (position >> 5);
      rows[word] = (rows[word] ?? 0) | (1 << (position & 31));
    }
    // in a pattern these are wildcards, whether the name has them or not
    this.#rowOf.set(QUESTION_MARK, words);
    this.#rowOf.set(STAR, ANY_RUN);
    this.name = name;
    this.#length = codes.length;
    this.#words = words;
    this.#rows = rows;
  }

  /** Whether the whole name matches the pattern. */
  matches(pattern: string): boolean {
    const wanted = this.#rowsOf(pattern);
    const firstStar = wanted.indexOf(ANY_RUN);
    if (firstStar < 0) {
      return wanted.length === this.#length && this.#isAt(0, wanted, 0, wanted.length);
    }
    const lastStar = wanted.lastIndexOf(ANY_RUN);
    const end = this.#length - (wanted.length - lastStar - 1);
    if (end < firstStar) return false;
    if (!this.#isAt(0, wanted, 0, firstStar)) return false;
    if (!this.#isAt(end, wanted, lastStar + 1, wanted.length)) return false;
    // each run between stars as early as it can be: that leaves the most for those behind it
    let at = firstStar;
    for (let star = firstStar; star < lastStar; ) {
      const next = wanted.indexOf(ANY_RUN, star + 1);
      at = this.#endOf(at, wanted, star + 1, next);
      if (at < 0 || at > end) return false;
      star = next;
    }
    return true;
  }

  /** The row of each character of a pattern. */
  #rowsOf(pattern: string): readonly number[] {
    const rows: number[] = [];
    for (let at = 0; at < pattern.length; ) {
      const code = pattern.codePointAt(at) ?? 0;
      rows.push(this.#rowOf.get(code) ?? NOWHERE);
      at += code > 0xffff ? 2 : 1;
    }
    return rows;
  }

  /** Whether the characters of a pattern from `first` to `last` are at a position of the name. */
  #isAt(position: number, wanted: readonly number[], first: number, last: number): boolean {
    for (let index = first; index < last; index += 1) {
      const at = position + index - first;
      const word = this.#rows[(wanted[index] ?? NOWHERE) + (at >> 5)] ?? 0;
      if (((word >>> (at & 31)) & 1) === 0) return false;
    }
    return true;
  }

  /**
   * Where they end when they are, as early as they can be, at or after a position; -1 when they are
   * nowhere. They may end behind the name if the last of them are question marks.
   *
   * Two words tell at which of 64 positions the pattern may have come so far. Each of its characters moves
   * them on by one where the name has that character; what moves out of them waits for the next two.
   */
  #endOf(position: number, wanted: readonly number[], first: number, last: number): number {
    const rows = this.#rows;
    const waiting = new Int32Array(last - first);
    const start = (position >> 6) * 2;
    for (let word = start; word < this.#words; word += 2) {
      let low = -1;
      let high = -1;
      if (word === start) {
        const open = -1 << (position & 31);
        low = (position & 32) === 0 ? open : 0;
        high = (position & 32) === 0 ? -1 : open;
      }
      for (let index = first; index < last; index += 1) {
        const row = (wanted[index] ?? NOWHERE) + word;
        const moving = low & (rows[row] ?? 0);
        const leaving = high & (rows[row + 1] ?? 0);
        low = (moving << 1) | ((waiting[index - first] ?? 0) >>> 31);
        high = (leaving << 1) | (moving >>> 31);
        waiting[index - first] = leaving;
      }
      if (low !== 0) return word * 32 + lowestBit(low);
      if (high !== 0) return word * 32 + 32 + lowestBit(high);
    }
    return -1;
  }
}

const lowestBit = (word: number): number => 31 - Math.clz32(word & -word);
