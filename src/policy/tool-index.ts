import { compileGlob, type Glob } from '../cel/glob.ts';
import { interned } from '../cel/interned.ts';

/** Finds what was filed under a tool's name or a pattern that matches it, whatever else is filed. */
export class ToolIndex<T> {
  readonly #exact = new Map<string, T[]>();
  /** Patterns by the text before their first wildcard. */
  readonly #patterns = new Map<string, { readonly glob: Glob; readonly items: T[] }[]>();
  /** Lengths of those texts, each once. */
  readonly #prefixLengths: number[] = [];

  /** How many names are filed without a wildcard. */
  get exactNames(): number {
    return this.#exact.size;
  }

  add(pattern: string, item: T): void {
    const glob = compileGlob(pattern);
    if (glob.literal) {
      const name = interned(pattern);
      const items = this.#exact.get(name);
      if (items === undefined) this.#exact.set(name, [item]);
      else items.push(item);
    } else {
      this.#addPattern(glob, item);
    }
  }

  /** Everything filed for a tool, in no particular order. */
  find(name: string): T[] {
    const found = [...(this.#exact.get(name) ?? [])];
    for (const length of this.#prefixLengths) {
      if (length > name.length) continue;
      for (const { glob, items } of this.#patterns.get(name.slice(0, length)) ?? []) {
        if (glob.matches(name)) found.push(...items);
      }
    }
    return found;
  }

  #addPattern(glob: Glob, item: T): void {
    let patterns = this.#patterns.get(glob.prefix);
    if (patterns === undefined) {
      patterns = [];
      this.#patterns.set(glob.prefix, patterns);
      if (!this.#prefixLengths.includes(glob.prefix.length)) {
        this.#prefixLengths.push(glob.prefix.length);
      }
    }
    const same = patterns.find((one) => one.glob.pattern === glob.pattern);
    if (same === undefined) patterns.push({ glob, items: [item] });
    else same.items.push(item);
  }
}
