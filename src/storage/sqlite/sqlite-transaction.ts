import type { StoreError } from '../../approvals/store.ts';
import type { SqlTransaction } from '../sql/sql-database.ts';
import type { SqlValue } from '../sql/tables.ts';
import { sqliteFailure } from './sqlite-failure.ts';
import type { SqliteSession } from './sqlite-session.ts';

/**
 * Rows, beyond which a commit leaves it to the next one to bring the log of last writes into the file:
 * that writes everything once more, while many wait to hear that they are released.
 */
const LARGE = 2_000;

/** Pages in the log of last writes before a commit brings them into the file; SQLite's own default. */
const USUAL_PAGES = 1_000;

/** A transaction that `begin immediate` has opened on a connection. */
export class SqliteTransaction implements SqlTransaction {
  readonly #path: string;
  readonly #session: SqliteSession;
  readonly #ended: (failure: StoreError | undefined) => void;
  #open = true;
  #changed = 0;
  /** SQLite may have rolled back by itself then, and what follows would be written outside of it. */
  #failure: StoreError | undefined;

  /** @param ended called once, when it is over, with what went wrong */
  constructor(
    path: string,
    session: SqliteSession,
    ended: (failure: StoreError | undefined) => void,
  ) {
    this.#path = path;
    this.#session = session;
    this.#ended = ended;
  }

  async rows(sql: string, values: readonly SqlValue[]): Promise<readonly unknown[]> {
    return this.#guard(() => this.#session.rows(sql, values));
  }

  async change(sql: string, values: readonly SqlValue[]): Promise<number> {
    const changed = this.#guard(() => this.#session.change(sql, values));
    this.#changed += changed;
    return changed;
  }

  async commit(): Promise<void> {
    this.#guard(() => {
      if (this.#changed > LARGE) this.#session.exec('pragma wal_autocheckpoint = 0');
      this.#session.exec('commit');
    });
    if (this.#changed > LARGE) this.#session.exec(`pragma wal_autocheckpoint = ${USUAL_PAGES}`);
    this.#end();
  }

  async rollback(): Promise<void> {
    if (!this.#open) return;
    try {
      this.#session.exec('rollback');
    } catch {
      // SQLite has rolled back already
    }
    this.#end();
  }

  #guard<T>(act: () => T): T {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      return act();
    } catch (error) {
      this.#failure = sqliteFailure(this.#path, error);
      throw this.#failure;
    }
  }

  #end(): void {
    this.#open = false;
    this.#ended(this.#failure);
  }
}
