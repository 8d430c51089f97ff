import type { SqlConnection } from '../sql/sql-database.ts';
import type { SqlValue } from '../sql/tables.ts';
import { sqliteFailure } from './sqlite-failure.ts';
import type { SqliteSession } from './sqlite-session.ts';
import { whenFree } from './when-free.ts';

/** Runs each query by itself, on what is committed then. */
export class SqliteReader implements SqlConnection {
  readonly #path: string;
  readonly #session: SqliteSession;
  readonly #lockWait: number;

  constructor(path: string, session: SqliteSession, lockWait: number) {
    this.#path = path;
    this.#session = session;
    this.#lockWait = lockWait;
  }

  rows(sql: string, values: readonly SqlValue[]): Promise<readonly unknown[]> {
    return this.#run(() => this.#session.rows(sql, values));
  }

  change(sql: string, values: readonly SqlValue[]): Promise<number> {
    return this.#run(() => this.#session.change(sql, values));
  }

  async #run<T>(act: () => T): Promise<T> {
    try {
      // a writer is in nobody's way; another process that recovers the file after a crash is
      return await whenFree(act, this.#lockWait);
    } catch (error) {
      throw sqliteFailure(this.#path, error);
    }
  }
}
