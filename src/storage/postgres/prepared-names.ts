import type { QueryConfig } from 'pg';
import type { SqlValue } from '../sql/tables.ts';

/** Gives statements names, under which each connection keeps them parsed and planned. */
export class PreparedNames {
  readonly #names = new Map<string, string>();

  /** A statement with its values. One without values has no name: it may be a command that cannot be prepared. */
  query(text: string, values: readonly SqlValue[]): QueryConfig {
    return values.length === 0 ? { text } : { text, values: [...values], name: this.#name(text) };
  }

  #name(text: string): string {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    const made = `assent_${this.#names.size + 1}`;
    this.#names.set(text, made);
    return made;
  }
}
