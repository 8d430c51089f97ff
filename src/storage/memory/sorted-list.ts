/** Distinct items in order. Finding is a binary search; adding at the end, as rising ids do, is cheap. */
export class SortedList<Item> {
  readonly #items: Item[] = [];
  readonly #compare: (a: Item, b: Item) => number;

  constructor(compare: (a: Item, b: Item) => number) {
    this.#compare = compare;
  }

  get first(): Item | undefined {
    return this.#items[0];
  }

  /** Adds an item that is not there yet. */
  add(item: Item): void {
    this.#items.splice(this.#position(item), 0, item);
  }

  /** Removes an item that is there. */
  delete(item: Item): void {
    this.#items.splice(this.#position(item), 1);
  }

  /** Those that are higher than an item, which need not be there; lowest first; from the lowest without one. */
  *after(item: Item | undefined): Generator<Item> {
    let at = item === undefined ? 0 : this.#position(item);
    for (; at < this.#items.length; at += 1) {
      const found = this.#items[at];
      if (found === undefined) return;
      if (item === undefined || this.#compare(found, item) > 0) yield found;
    }
  }

  /** Those that are lower than an item, which need not be there; highest first; from the highest without one. */
  *before(item: Item | undefined): Generator<Item> {
    let at = (item === undefined ? this.#items.length : this.#position(item)) - 1;
    for (; at >= 0; at -= 1) {
      const found = this.#items[at];
      if (found === undefined) return;
      yield found;
    }
  }

  /** How many items are lower. */
  #position(item: Item): number {
    let low = 0;
    let high = this.#items.length;
    const last = this.#items.at(-1);
    if (last === undefined || this.#compare(last, item) < 0) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const found = this.#items[middle];
      if (found !== undefined && this.#compare(found, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
