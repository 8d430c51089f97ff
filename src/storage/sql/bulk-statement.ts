import type { Compilable } from 'kysely';
import type { SqlConnection } from './sql-database.ts';
import { type Slot, Statement } from './statement.ts';

/** Rows of one statement: more gain nothing, and PostgreSQL takes 65,535 values, SQLite 32,766. */
export const MOST_ROWS = 128;

/** A statement over any number of rows, run in pieces whose sizes are powers of two, so that few texts serve all. */
export class BulkStatement<Item> {
  readonly #build: (slots: readonly Slot<Item>[]) => Compilable<unknown>;
  readonly #bySize = new Map<number, Statement<readonly Item[], unknown>>();

  /** @param build gives the query over as many rows as there are slots */
  constructor(build: (slots: readonly Slot<Item>[]) => Compilable<unknown>) {
    this.#build = build;
  }

  /** How many rows were changed. */
  async change(connection: SqlConnection, items: readonly Item[]): Promise<number> {
    let changed = 0;
    for (let start = 0; start < items.length; ) {
      const size = pieceSize(items.length - start);
      const piece = items.slice(start, start + size);
      changed += await this.#ofSize(size).change(connection, piece);
      start += size;
    }
    return changed;
  }

  #ofSize(size: number): Statement<readonly Item[], unknown> {
    const known = this.#bySize.get(size);
    if (known !== undefined) return known;
    const made = new Statement<readonly Item[], unknown>((slot) =>
      this.#build(
        Array.from(
          { length: size },
          (_, index): Slot<Item> =>
            (read) =>
              slot((items) => read(at(items, index))),
        ),
      ),
    );
    this.#bySize.set(size, made);
    return made;
  }
}

const pieceSize = (rows: number): number => Math.min(MOST_ROWS, 2 ** Math.floor(Math.log2(rows)));

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new RangeError('a piece has fewer rows than its statement');
  return item;
}
