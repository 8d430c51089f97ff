import type { PoolClient } from 'pg';
import { StoreError } from '../../approvals/store.ts';
import type { SqlTransaction } from '../sql/sql-database.ts';
import type { SqlValue } from '../sql/tables.ts';
import { postgresFailure } from './postgres-failure.ts';
import type { PreparedNames } from './prepared-names.ts';

/** A transaction that has been begun on a connection; the connection goes back when it ends. */
export class PostgresTransaction implements SqlTransaction {
  readonly #place: string;
  readonly #client: PoolClient;
  readonly #names: PreparedNames;
  readonly #committed: () => void;
  #open = true;
  /** Whether the connection is, so that it is not used again. */
  #lost = false;

  /** @param committed called when it is durable */
  constructor(place: string, client: PoolClient, names: PreparedNames, committed: () => void) {
    this.#place = place;
    this.#client = client;
    this.#names = names;
    this.#committed = committed;
  }

  async rows(sql: string, values: readonly SqlValue[]): Promise<readonly unknown[]> {
    return (await this.#query(sql, values)).rows;
  }

  async change(sql: string, values: readonly SqlValue[]): Promise<number> {
    return (await this.#query(sql, values)).rowCount ?? 0;
  }

  async #query(sql: string, values: readonly SqlValue[]) {
    try {
      return await this.#client.query(this.#names.query(sql, values));
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #failure(error: unknown): StoreError {
    const failure = postgresFailure(this.#place, error);
    this.#lost ||= failure.code === 'store/unavailable';
    return failure;
  }

  async commit(): Promise<void> {
    let command: string;
    try {
      ({ command } = await this.#client.query('commit'));
    } catch (error) {
      const failure = this.#failure(error);
      if (!this.#lost) throw failure;
      // Without an answer nobody here knows whether the commit took place, and doing it again could do it
      // twice. So it counts as failed; whoever asked comes back with the idempotency key, or reads the
      // request, and finds what is true.
      throw new StoreError(
        'store/unavailable',
        `the store \`${this.#place}\` was lost before it said whether it has kept the last write: ask again with the same idempotency key`,
        error,
      );
    }
    // PostgreSQL ends a transaction in which something failed with this answer instead of an error
    if (command !== 'COMMIT')
      throw new StoreError(
        'store/unavailable',
        `the store \`${this.#place}\` did not write what it was given: try again`,
      );
    this.#end();
    this.#committed();
  }

  async rollback(): Promise<void> {
    if (!this.#open) return;
    // the server rolls back by itself when a connection is closed
    if (!this.#lost) await this.#query('rollback', []).catch(() => {});
    this.#end();
  }

  #end(): void {
    this.#open = false;
    this.#client.release(this.#lost);
  }
}
