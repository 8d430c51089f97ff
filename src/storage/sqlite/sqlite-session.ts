import type { SqlValue } from '../sql/tables.ts';
import type { SqliteConnection, SqliteModule } from './sqlite-module.ts';
import { StatementCache } from './statement-cache.ts';
import { whenFree } from './when-free.ts';

/** One connection to a file. What SQLite throws is passed on. */
export class SqliteSession {
  readonly #open: () => Promise<SqliteConnection>;
  #connection: SqliteConnection;
  #statements: StatementCache;

  private constructor(open: () => Promise<SqliteConnection>, connection: SqliteConnection) {
    this.#open = open;
    this.#connection = connection;
    this.#statements = new StatementCache(connection);
  }

  /**
   * @param settings SQL that every connection runs first
   * @param lockWait for other connections that are in the way of that, in milliseconds
   */
  static async open(
    { DatabaseSync }: SqliteModule,
    path: string,
    settings: string,
    lockWait: number,
  ): Promise<SqliteSession> {
    const open = async (): Promise<SqliteConnection> => {
      const connection = new DatabaseSync(path);
      try {
        await whenFree(() => connection.exec(settings), lockWait);
        return connection;
      } catch (error) {
        connection.close();
        throw error;
      }
    };
    return new SqliteSession(open, await open());
  }

  /** Connects anew: a connection that was made while the file could only be read can never write. */
  async reopen(): Promise<void> {
    const connection = await this.#open();
    this.#connection.close();
    this.#connection = connection;
    this.#statements = new StatementCache(connection);
  }

  rows(sql: string, values: readonly SqlValue[]): unknown[] {
    return this.#statements.prepare(sql).all(...values);
  }

  /** How many rows were changed. */
  change(sql: string, values: readonly SqlValue[]): number {
    return Number(this.#statements.prepare(sql).run(...values).changes);
  }

  /** Runs SQL without parameters. */
  exec(sql: string): void {
    this.#connection.exec(sql);
  }

  close(): void {
    this.#connection.close();
  }
}
