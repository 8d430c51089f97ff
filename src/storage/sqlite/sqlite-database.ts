import { setTimeout } from 'node:timers/promises';
import {
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type {
  SqlConnection,
  SqlDatabase,
  SqlDialect,
  SqlTransaction,
} from '../sql/sql-database.ts';
import type { Tables } from '../sql/tables.ts';
import { isBusy, sqliteFailure } from './sqlite-failure.ts';
import { makeFile } from './sqlite-file.ts';
import { loadSqlite } from './sqlite-module.ts';
import { SqliteSession } from './sqlite-session.ts';
import { SqliteTransaction } from './sqlite-transaction.ts';
import { WriterTurns } from './writer-turns.ts';

/** SQLite itself waits for a lock with the whole process: so briefly only, and in steps, in milliseconds. */
const BLOCKING_WAIT = 2;
const LONGEST_STEP = 5;

/** How often other processes' changes are looked for, in milliseconds. A look takes some microseconds. */
const POLL_INTERVAL = 10;

/** 32 MB of pages: enough for the inner pages of the indexes of millions of requests. */
const SETTINGS = `
  pragma busy_timeout = ${BLOCKING_WAIT};
  pragma journal_mode = wal;
  pragma synchronous = full;
  pragma foreign_keys = on;
  pragma cache_size = -32000;
`;

const DIALECT: SqlDialect = {
  build: new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (database) => new SqliteIntrospector(database),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  }),
  types: { whole: 'integer', text: 'text' },
};

/**
 * Opens a database file, which is made where there is none.
 *
 * @param path absolute
 * @param lockWait how long a writer waits for those of other processes, in milliseconds
 * @throws StoreError
 */
export async function openSqliteDatabase(path: string, lockWait: number): Promise<SqlDatabase> {
  const { DatabaseSync } = await loadSqlite();
  const opened: SqliteSession[] = [];
  const open = async (settings: string): Promise<SqliteSession> => {
    const session = new SqliteSession(path, new DatabaseSync(path));
    opened.push(session);
    await whenFree(() => session.exec(settings), lockWait);
    return session;
  };
  try {
    makeFile(path);
    const writer = await open(SETTINGS);
    const reader = await open(`${SETTINGS} pragma query_only = on;`);
    return new SqliteDatabase(path, writer, reader, lockWait);
  } catch (error) {
    for (const session of opened) session.close();
    throw sqliteFailure(path, error);
  }
}

/**
 * Acts as soon as no other connection is in the way; the process goes on meanwhile.
 *
 * @throws what SQLite throws, when that takes longer than `lockWait` milliseconds
 */
async function whenFree(act: () => void, lockWait: number): Promise<void> {
  const end = performance.now() + lockWait;
  for (;;) {
    try {
      return act();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= end) throw error;
    }
    // not in step with others that wait
    await setTimeout(1 + Math.random() * LONGEST_STEP);
  }
}

class SqliteDatabase implements SqlDatabase {
  readonly dialect = DIALECT;
  readonly reader: SqlConnection;
  readonly #path: string;
  readonly #writer: SqliteSession;
  readonly #reader: SqliteSession;
  readonly #lockWait: number;
  readonly #turns = new WriterTurns();

  constructor(path: string, writer: SqliteSession, reader: SqliteSession, lockWait: number) {
    this.#path = path;
    this.#writer = writer;
    this.#reader = reader;
    this.reader = reader;
    this.#lockWait = lockWait;
  }

  async hasTable(name: string): Promise<boolean> {
    // both connections see a table that is committed
    const rows = await this.#writer.rows(
      "select 1 from sqlite_schema where type = 'table' and name = ?",
      [name],
    );
    return rows.length > 0;
  }

  async begin(): Promise<SqlTransaction> {
    await this.#turns.giveWay();
    try {
      await whenFree(() => this.#writer.exec('begin immediate'), this.#lockWait);
    } catch (error) {
      throw sqliteFailure(this.#path, error);
    }
    this.#turns.begin();
    return new SqliteTransaction(this.#path, this.#writer, () => this.#turns.end());
  }

  onForeignCommit(listener: () => void): () => void {
    let last: unknown;
    const look = (): void => {
      try {
        // of the connection that writes: it does not count its own commits
        const version = this.#writer.dataVersion();
        if (last !== undefined && version !== last) listener();
        last = version;
      } catch {
        // whoever uses the store is told what is wrong with it
      }
    };
    look();
    const timer = setInterval(look, POLL_INTERVAL);
    timer.unref();
    return () => clearInterval(timer);
  }

  async close(): Promise<void> {
    this.#reader.close();
    this.#writer.close();
  }
}
