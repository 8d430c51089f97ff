import { type Compilable, type RawBuilder, sql } from 'kysely';
import type { SqlConnection } from './sql-database.ts';
import type { SqlValue } from './tables.ts';

/** Stands in a query for a value that each run reads from its input. */
export type Slot<Input> = <Value extends SqlValue>(
  read: (input: Input) => Value,
) => RawBuilder<Value>;

/** A query that is built once and run with many inputs: building one takes longer than SQLite takes to run it. */
export class Statement<Input, Row> {
  readonly #sql: string;
  readonly #values: readonly ((input: Input) => SqlValue)[];

  /** @param build gives the query; every value in it that differs between runs is a slot */
  constructor(build: (slot: Slot<Input>) => Compilable<Row>) {
    const reads = new Map<unknown, (input: Input) => SqlValue>();
    const query = build((read) => {
      const marker = Object.freeze({});
      reads.set(marker, read);
      return sql`${marker}`;
    }).compile();
    this.#sql = query.sql;
    this.#values = query.parameters.map((parameter) => {
      const read = reads.get(parameter);
      if (read === undefined) throw new TypeError('a value of the query is no slot');
      return read;
    });
  }

  async rows(connection: SqlConnection, input: Input): Promise<readonly Row[]> {
    return (await connection.rows(this.#sql, this.#bind(input))) as readonly Row[];
  }

  async row(connection: SqlConnection, input: Input): Promise<Row | undefined> {
    return (await this.rows(connection, input))[0];
  }

  /** How many rows it changed. */
  change(connection: SqlConnection, input: Input): Promise<number> {
    return connection.change(this.#sql, this.#bind(input));
  }

  #bind(input: Input): SqlValue[] {
    return this.#values.map((read) => read(input));
  }
}
