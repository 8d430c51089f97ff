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
      throw postgresFailure(this.#place, error);
    }
  }

  async commit(): Promise<void> {
    let command: string;
    try {
      ({ command } = await this.#client.query('commit'));
    } catch (error) {
      // When the connection is lost before the answer, nobody here knows whether the commit took place,
      // and doing it again could do it twice. So it counts as failed; whoever asked comes back with the
      // idempotency key, or reads the request, and finds what is true.
      throw postgresFailure(this.#place, error);
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
    try {
      await this.#client.query('rollback');
      this.#end();
    } catch (error) {
      this.#end(error);
    }
  }

  /** @param failure of the connection, which is not used again then */
  #end(failure?: unknown): void {
    this.#open = false;
    this.#client.release(failure !== undefined);
  }
}
