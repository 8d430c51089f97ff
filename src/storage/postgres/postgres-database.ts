import { randomBytes } from 'node:crypto';
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { StoreError } from '../../approvals/store.ts';
import type {
  SqlConnection,
  SqlDatabase,
  SqlDialect,
  SqlTransaction,
} from '../sql/sql-database.ts';
import type { SqlValue, Tables } from '../sql/tables.ts';
import { CHANNEL, CommitWatch } from './commit-watch.ts';
import { isMissingTable, postgresFailure } from './postgres-failure.ts';
import { openPool, type PostgresAddress, readPostgresUrl } from './postgres-pool.ts';
import { PostgresTransaction } from './postgres-transaction.ts';
import { PreparedNames } from './prepared-names.ts';

const DIALECT: SqlDialect = {
  build: new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (database) => new PostgresIntrospector(database),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  }),
  types: { whole: 'bigint', text: 'text collate "C"' },
};

/**
 * A node may leave its transaction alone for some seconds before the server ends it: one that hangs must
 * not stop the others for good.
 */
const begin = (lockWait: number): string => `
  begin isolation level read committed;
  set local lock_timeout = ${Math.ceil(lockWait)};
  set local idle_in_transaction_session_timeout = '10s';
  select set_config('synchronous_commit', 'on', true) where current_setting('synchronous_commit') = 'off'`;

/** Every writer takes the head of the log first, and so waits until the one before has committed. */
const TAKE_HEAD = 'select 1 from head for update';

/** Taken while there is no head yet. The number is this project's own, the same for every version. */
const TAKE_MIGRATION = 'select pg_advisory_xact_lock(4702394921427289)';

/**
 * A database of PostgreSQL, which other nodes may use at the same time. No connection is made before it
 * is needed, and any that breaks is replaced.
 *
 * @param lockWait how long a writer waits for those of other nodes, in milliseconds
 * @throws StoreError `store/unknown-url`
 */
export function openPostgresDatabase(url: string, lockWait: number): SqlDatabase {
  return new PostgresDatabase(readPostgresUrl(url), lockWait);
}

class PostgresDatabase implements SqlDatabase {
  readonly dialect = DIALECT;
  readonly reader: SqlConnection = {
    rows: async (sql, values) => (await this.#query(sql, values)).rows,
    change: async (sql, values) => (await this.#query(sql, values)).rowCount ?? 0,
  };
  readonly #address: PostgresAddress;
  readonly #lockWait: number;
  readonly #pool: Pool;
  readonly #names = new PreparedNames();
  readonly #watches = new Set<CommitWatch>();
  /** Tells this process's own calls from those of others. */
  readonly #self = randomBytes(8).toString('hex');
  #calling: 'no' | 'yes' | 'again' = 'no';
  #closing: Promise<void> | undefined;

  constructor(address: PostgresAddress, lockWait: number) {
    this.#address = address;
    this.#lockWait = lockWait;
    this.#pool = openPool(address, lockWait);
  }

  async #query(sql: string, values: readonly SqlValue[]) {
    try {
      return await this.#pool.query(this.#names.query(sql, values));
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #failure(error: unknown): StoreError {
    if (this.#closing !== undefined)
      return new StoreError('store/closed', 'the store has been closed', error);
    return postgresFailure(this.#address.place, error);
  }

  async hasTable(name: string): Promise<boolean> {
    const rows = await this.reader.rows('select where to_regclass($1) is not null', [name]);
    return rows.length > 0;
  }

  async begin(): Promise<SqlTransaction> {
    let client: PoolClient | undefined;
    try {
      client = await this.#pool.connect();
      await takeTurn(client, begin(this.#lockWait));
      return new PostgresTransaction(this.#address.place, client, this.#names, () => this.#call());
    } catch (error) {
      // a connection that is closed takes its transaction with it
      client?.release(true);
      throw this.#failure(error);
    }
  }

  onForeignCommit(listener: () => void): () => void {
    const mark = async (): Promise<string> => JSON.stringify(await this.reader.rows(MARK, []));
    const watch = new CommitWatch(this.#address, this.#self, mark, listener);
    this.#watches.add(watch);
    return () => {
      this.#watches.delete(watch);
      watch.end();
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const watch of this.#watches) watch.end();
    this.#watches.clear();
    await this.#pool.end();
  }

  /**
   * Calls out to other nodes after a commit, not in it: a queue of notifications that is full would fail
   * the commit. One call stands for all commits that were made before it is sent.
   */
  #call(): void {
    if (this.#closing !== undefined) return;
    if (this.#calling !== 'no') {
      this.#calling = 'again';
      return;
    }
    this.#calling = 'yes';
    this.#pool
      .query(`notify ${CHANNEL}, '${this.#self}'`)
      // they look by themselves as well
      .catch(() => {})
      .finally(() => {
        const again = this.#calling === 'again';
        this.#calling = 'no';
        if (again) this.#call();
      });
  }
}

/** Every commit of a work writes the head's row anew. */
const MARK = 'select xmin::text as mark from head';

/** Begins a transaction, and waits until no other writer is in one. */
async function takeTurn(client: PoolClient, begin: string): Promise<void> {
  try {
    await client.query(`${begin}; ${TAKE_HEAD}`);
  } catch (error) {
    if (!isMissingTable(error)) throw error;
    // an empty database: the first to come makes the tables, and those behind it find them
    await client.query('rollback');
    await client.query(`${begin}; ${TAKE_MIGRATION}`);
    const { rowCount } = await client.query("select where to_regclass('head') is not null");
    if (rowCount === 1) await client.query(TAKE_HEAD);
  }
}
