import type { Kysely } from 'kysely';
import type { SqlValue, Tables } from './tables.ts';

/** In what SQLite and PostgreSQL differ where queries are written. */
export interface SqlDialect {
  /** Writes queries in the dialect's own SQL; it has no connection and runs none. */
  readonly build: Kysely<Tables>;
  readonly types: {
    /** A whole number of up to 53 bits. */
    readonly whole: 'integer' | 'bigint';
    /** A text that is ordered by its bytes, whatever the locale of the database. */
    readonly text: 'text' | 'text collate "C"';
  };
}

/** Runs SQL. Every method of this file rejects with a `StoreError`, and with nothing else. */
export interface SqlConnection {
  /** The rows of a query; whole numbers as numbers. */
  rows(sql: string, values: readonly SqlValue[]): Promise<readonly unknown[]>;
  /** How many rows a statement changed. */
  change(sql: string, values: readonly SqlValue[]): Promise<number>;
}

/** A transaction that is open. */
export interface SqlTransaction extends SqlConnection {
  /** Resolves when all of it is durable. After a failure only `rollback` may follow. */
  commit(): Promise<void>;
  /** Undoes all of it. Never rejects: whatever is wrong shows again at the next `begin`. */
  rollback(): Promise<void>;
}

/** A database of SQLite or PostgreSQL. */
export interface SqlDatabase {
  readonly dialect: SqlDialect;
  /** Sees what is committed, never the inside of a transaction. */
  readonly reader: SqlConnection;
  hasTable(name: string): Promise<boolean>;
  /**
   * Opens a transaction when no other writer, in any process, is in one; works on an empty database too.
   * Called again only after the last one has ended.
   */
  begin(): Promise<SqlTransaction>;
  /** Calls `listener` soon after another process may have committed, until the given function is called. */
  onForeignCommit(listener: () => void): () => void;
  close(): Promise<void>;
}
