import { interned } from '../../cel/interned.ts';
import { compileGlob, type Glob } from '../../cel/library/glob.ts';

/** Finds what was filed under a tool's name or a pattern that matches it, whatever else is filed. */
export class ToolIndex<T> {
  readonly #exact = new Map<string, T[]>();
  /** Patterns by the text before their first wildcard, then by themselves. */
  readonly #patterns = new Map<string, Map<string, { readonly glob: Glob; readonly items: T[] }>>();
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
      const patterns = this.#patterns.get(name.slice(0, length));
      if (patterns === undefined) continue;
      for (const { glob, items } of patterns.values()) {
        if (!glob.matches(name)) continue;
        for (const item of items) found.push(item);
      }
    }
    return found;
  }

  #addPattern(glob: Glob, item: T): void {
    let patterns = this.#patterns.get(glob.prefix);
    if (patterns === undefined) {
      patterns = new Map();
      this.#patterns.set(glob.prefix, patterns);
      if (!this.#prefixLengths.includes(glob.prefix.length)) {
        this.#prefixLengths.push(glob.prefix.length);
      }
    }
    const same = patterns.get(glob.pattern);
    if (same === undefined) patterns.set(glob.pattern, { glob, items: [item] });
    else same.items.push(item);
  }
}
