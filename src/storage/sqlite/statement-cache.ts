import type { SqliteConnection, SqliteStatement } from './sqlite-module.ts';

/** More texts than the store has; it bounds what a list with many filters adds. */
const MOST_STATEMENTS = 256;

/** The prepared statements of one connection, by their text; the oldest is given up when there are too many. */
export class StatementCache {
  readonly #connection: SqliteConnection;
  readonly #statements = new Map<string, SqliteStatement>();

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  prepare(sql: string): SqliteStatement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const made = this.#connection.prepare(sql);
    if (this.#statements.size >= MOST_STATEMENTS) {
      const [oldest] = this.#statements.keys();
      if (oldest !== undefined) this.#statements.delete(oldest);
    }
    this.#statements.set(sql, made);
    return made;
  }
}
