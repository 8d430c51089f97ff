import type { ThreadSet } from './regex-threads.ts';

/** What stands in the table for a transition that has not been looked for yet. */
export const UNKNOWN = -1;

/** 32-bit cells that the states of one pattern may take, threads and transitions together. */
const MAX_CELLS = 16_384;

/**
 * The states of an automaton, numbered from 0, with their transitions. A state is a set of threads, and
 * what stands to their left. When the table is full, all but the first are forgotten.
 */
export class StateTable {
  count = 0;
  /** Counts how often states were forgotten: numbers from before then mean nothing. */
  generation = 0;
  /** A row for each state, with an entry for each class; another array when it has grown. */
  transitions: Int32Array;
  readonly #stride: number;
  #capacity = 4;
  #lefts = new Uint8Array(4);
  #hashes = new Int32Array(4);
  /** The threads of a state lie from its own begin to the next one's. */
  #begins = new Int32Array(5);
  #threads = new Int32Array(16);
  /** Numbers by hash, with open addressing; always at least half empty. */
  #slots = new Int32Array(8).fill(UNKNOWN);

  /** `stride` is the length of a row. */
  constructor(stride: number) {
    this.#stride = stride;
    this.transitions = new Int32Array(4 * stride);
  }

  left(state: number): number {
    return this.#lefts[state] as number;
  }

  /** How many threads a state has. */
  size(state: number): number {
    return (this.#begins[state + 1] as number) - (this.#begins[state] as number);
  }

  thread(state: number, index: number): number {
    return this.#threads[(this.#begins[state] as number) + index] as number;
  }

  /** Whether there is room for another state of so many threads. */
  hasRoom(threads: number): boolean {
    const cells = this.count * this.#stride + (this.#begins[this.count] as number);
    return this.count < 2 || cells + this.#stride + threads <= MAX_CELLS;
  }

  /** The number of a state, which is added when it is new. */
  numberOf(threads: ThreadSet, left: number): number {
    const hash = threads.hash() + left;
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; this.#slots[slot] !== UNKNOWN; slot = (slot + 1) & mask) {
      const state = this.#slots[slot] as number;
      if (this.#hashes[state] === hash && this.#equals(state, threads, left)) return state;
    }
    if (!this.hasRoom(threads.size)) this.#forget();
    if (this.count === this.#capacity) this.#grow();
    return this.#add(threads, left, hash);
  }

  #equals(state: number, threads: ThreadSet, left: number): boolean {
    if (this.#lefts[state] !== left || this.size(state) !== threads.size) return false;
    const end = this.#begins[state + 1] as number;
    for (let at = this.#begins[state] as number; at < end; at += 1) {
      if (!threads.has(this.#threads[at] as number)) return false;
    }
    return true;
  }

  #add(threads: ThreadSet, left: number, hash: number): number {
    const state = this.count;
    const begin = this.#begins[state] as number;
    const end = begin + threads.size;
    if (end > this.#threads.length) this.#threads = enlarge(this.#threads, 2 * end);
    for (let index = 0; index < threads.size; index += 1) {
      this.#threads[begin + index] = threads.at(index);
    }
    this.#begins[state + 1] = end;
    this.#lefts[state] = left;
    this.#hashes[state] = hash;
    this.transitions.fill(UNKNOWN, state * this.#stride, (state + 1) * this.#stride);
    this.count += 1;
    this.#index(state);
    return state;
  }

  #index(state: number): void {
    const mask = this.#slots.length - 1;
    let slot = (this.#hashes[state] as number) & mask;
    while (this.#slots[slot] !== UNKNOWN) slot = (slot + 1) & mask;
    this.#slots[slot] = state;
  }

  #grow(): void {
    this.#capacity *= 2;
    this.transitions = enlarge(this.transitions, this.#capacity * this.#stride);
    this.#begins = enlarge(this.#begins, this.#capacity + 1);
    this.#hashes = enlarge(this.#hashes, this.#capacity);
    const lefts = new Uint8Array(this.#capacity);
    lefts.set(this.#lefts);
    this.#lefts = lefts;
    this.#slots = new Int32Array(2 * this.#capacity).fill(UNKNOWN);
    for (let state = 0; state < this.count; state += 1) this.#index(state);
  }

  #forget(): void {
    this.count = 1;
    this.generation += 1;
    this.#slots.fill(UNKNOWN);
    this.#index(0);
    this.transitions.fill(UNKNOWN, 0, this.#stride);
  }
}

function enlarge(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(array);
  return larger;
}
