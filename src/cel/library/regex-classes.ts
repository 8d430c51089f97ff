/** Code points as pairs of first and last, in order. */
export type Ranges = readonly number[];

export const MAX_RUNE = 0x10ffff;

/** The code points cut into runs, and the runs into classes, such that every set of ranges is a union of classes. */
export class CharacterClasses {
  readonly starts: Int32Array;
  readonly ids: Uint16Array;
  readonly count: number;
  readonly #within = new Map<Ranges, Uint8Array>();

  constructor(sets: readonly Ranges[]) {
    const distinct = new Set(sets);
    this.starts = startsOf(distinct);
    const ids = new Int32Array(this.starts.length);
    // Refines one class, of everything, by each set: what lies inside parts from what lies outside.
    let next = 1;
    for (const ranges of distinct) {
      const inside = new Map<number, number>();
      this.#eachRun(ranges, (run) => {
        const old = ids[run] as number;
        const id = inside.get(old) ?? next++;
        inside.set(old, id);
        ids[run] = id;
      });
    }
    const dense = new Int32Array(next).fill(-1);
    let count = 0;
    this.ids = new Uint16Array(ids.length);
    for (let run = 0; run < ids.length; run += 1) {
      const id = ids[run] as number;
      if (dense[id] === -1) dense[id] = count++;
      this.ids[run] = dense[id] as number;
    }
    this.count = count;
  }

  ofAscii(): Uint16Array {
    const classes = new Uint16Array(128);
    let run = 0;
    for (let rune = 0; rune < classes.length; rune += 1) {
      if (this.starts[run + 1] === rune) run += 1;
      classes[rune] = this.ids[run] as number;
    }
    return classes;
  }

  /** One mark for each class: whether it lies inside the ranges. */
  within(ranges: Ranges): Uint8Array {
    const known = this.#within.get(ranges);
    if (known !== undefined) return known;
    const marks = new Uint8Array(this.count);
    this.#eachRun(ranges, (run) => {
      marks[this.ids[run] as number] = 1;
    });
    this.#within.set(ranges, marks);
    return marks;
  }

  #eachRun(ranges: Ranges, visit: (run: number) => void): void {
    for (let index = 0; index < ranges.length; index += 2) {
      const last = ranges[index + 1] as number;
      let run = runOf(this.starts, ranges[index] as number);
      while (run < this.starts.length && (this.starts[run] as number) <= last) {
        visit(run);
        run += 1;
      }
    }
  }
}

/** Where runs begin that no range cuts: at every first code point, and after every last. */
function startsOf(sets: ReadonlySet<Ranges>): Int32Array {
  const cuts = [0];
  for (const ranges of sets) {
    for (let index = 0; index < ranges.length; index += 1) {
      cuts.push((ranges[index] as number) + (index % 2));
    }
  }
  const sorted = new Int32Array(cuts).sort();
  let count = 1;
  for (const cut of sorted) {
    if (cut === sorted[count - 1] || cut > MAX_RUNE) continue;
    sorted[count] = cut;
    count += 1;
  }
  return sorted.slice(0, count);
}

/** The last run that starts at or before a code point. */
export function runOf(starts: Int32Array, rune: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= rune) low = middle;
    else high = middle - 1;
  }
  return low;
}
