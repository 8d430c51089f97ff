import type { SqlConnection } from '../sql/sql-database.ts';
import type { SqlValue } from '../sql/tables.ts';
import { sqliteFailure } from './sqlite-failure.ts';
import type { SqliteConnection } from './sqlite-module.ts';
import { StatementCache } from './statement-cache.ts';

/** One connection to a file, which runs SQL at once, and says by a `StoreError` when it cannot. */
export class SqliteSession implements SqlConnection {
  readonly #path: string;
  readonly #connection: SqliteConnection;
  readonly #statements: StatementCache;

  constructor(path: string, connection: SqliteConnection) {
    this.#path = path;
    this.#connection = connection;
    this.#statements = new StatementCache(connection);
  }

  async rows(sql: string, values: readonly SqlValue[]): Promise<readonly unknown[]> {
    try {
      return this.#statements.prepare(sql).all(...values);
    } catch (error) {
      throw sqliteFailure(this.#path, error);
    }
  }

  async change(sql: string, values: readonly SqlValue[]): Promise<number> {
    try {
      return Number(this.#statements.prepare(sql).run(...values).changes);
    } catch (error) {
      throw sqliteFailure(this.#path, error);
    }
  }

  /** Runs SQL without parameters; throws what SQLite throws. */
  exec(sql: string): void {
    this.#connection.exec(sql);
  }

  /** Grows when another connection has committed. */
  dataVersion(): unknown {
    const [row] = this.#statements.prepare('pragma data_version').all();
    return typeof row === 'object' && row !== null && 'data_version' in row
      ? row.data_version
      : undefined;
  }

  close(): void {
    this.#connection.close();
  }
}
