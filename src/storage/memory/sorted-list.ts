/** Items are kept in blocks, so that a change in the middle moves few of them. */
const LARGEST_BLOCK = 1_024;

/** The order of ids: by code units. */
export const compareIds = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Distinct items in order. */
export class SortedList<Item> {
  /** In order; none is empty. */
  readonly #blocks: Item[][] = [];
  readonly #compare: (a: Item, b: Item) => number;

  constructor(compare: (a: Item, b: Item) => number) {
    this.#compare = compare;
  }

  get first(): Item | undefined {
    return this.#blocks[0]?.[0];
  }

  /** Adds an item that is not there yet. */
  add(item: Item): void {
    const at = this.#blockOf(item);
    // one that is higher than all others goes to the end of the last block
    const index = Math.max(0, Math.min(at, this.#blocks.length - 1));
    const block = this.#blocks[index];
    if (block === undefined) {
      this.#blocks.push([item]);
      return;
    }
    block.splice(this.#positionIn(block, item), 0, item);
    if (block.length > LARGEST_BLOCK)
      this.#blocks.splice(index + 1, 0, block.splice(LARGEST_BLOCK / 2));
  }

  /** Removes an item that is there. */
  delete(item: Item): void {
    const index = this.#blockOf(item);
    const block = this.#blocks[index];
    block?.splice(this.#positionIn(block, item), 1);
    if (block?.length === 0) this.#blocks.splice(index, 1);
  }

  /** Those that are higher than an item, which need not be there; lowest first; from the lowest without one. */
  *after(item: Item | undefined): Generator<Item> {
    const start = item === undefined ? 0 : this.#blockOf(item);
    for (let index = start; index < this.#blocks.length; index += 1) {
      const block = this.#blocks[index] ?? [];
      let from = 0;
      if (item !== undefined && index === start) {
        from = this.#positionIn(block, item);
        const found = block[from];
        if (found !== undefined && this.#compare(found, item) === 0) from += 1;
      }
      for (let at = from; at < block.length; at += 1) yield block[at] as Item;
    }
  }

  /** Those that are lower than an item, which need not be there; highest first; from the highest without one. */
  *before(item: Item | undefined): Generator<Item> {
    const start = item === undefined ? this.#blocks.length : this.#blockOf(item);
    for (let index = Math.min(start, this.#blocks.length - 1); index >= 0; index -= 1) {
      const block = this.#blocks[index] ?? [];
      const end =
        item !== undefined && index === start ? this.#positionIn(block, item) : block.length;
      for (let at = end - 1; at >= 0; at -= 1) yield block[at] as Item;
    }
  }

  /** The first block whose last item is not lower; the number of blocks when there is none. */
  #blockOf(item: Item): number {
    return firstIndex(this.#blocks.length, (index) => {
      const last = this.#blocks[index]?.at(-1) as Item;
      return this.#compare(last, item) >= 0;
    });
  }

  /** How many items of a block are lower. */
  #positionIn(block: readonly Item[], item: Item): number {
    return firstIndex(block.length, (index) => this.#compare(block[index] as Item, item) >= 0);
  }
}

/** The first index of which something holds, where it holds of all that follow too. */
function firstIndex(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  // rising items are the rule
  if (length > 0 && !holds(length - 1)) return length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
