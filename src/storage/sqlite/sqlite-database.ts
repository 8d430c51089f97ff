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
import { sqliteFailure } from './sqlite-failure.ts';
import { SqliteFile } from './sqlite-file.ts';
import { loadSqlite } from './sqlite-module.ts';
import { SqliteReader } from './sqlite-reader.ts';
import { SqliteSession } from './sqlite-session.ts';
import { SqliteTransaction } from './sqlite-transaction.ts';
import { whenFree } from './when-free.ts';

/** SQLite itself waits for a lock with the whole process: so briefly only, in milliseconds. */
const BLOCKING_WAIT = 2;

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
const READER_SETTINGS = `${SETTINGS} pragma query_only = on;`;

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
  const sqlite = await loadSqlite();
  let writer: SqliteSession | undefined;
  try {
    const file = new SqliteFile(path);
    writer = await SqliteSession.open(sqlite, path, SETTINGS, lockWait);
    const reader = await SqliteSession.open(sqlite, path, READER_SETTINGS, lockWait);
    return new SqliteDatabase(file, writer, reader, lockWait);
  } catch (error) {
    writer?.close();
    throw sqliteFailure(path, error);
  }
}

class SqliteDatabase implements SqlDatabase {
  readonly dialect = DIALECT;
  readonly reader: SqlConnection;
  readonly #file: SqliteFile;
  readonly #writer: SqliteSession;
  readonly #reader: SqliteSession;
  readonly #lockWait: number;
  /** The connection was made when the file could only be read. */
  #readOnly = false;

  constructor(file: SqliteFile, writer: SqliteSession, reader: SqliteSession, lockWait: number) {
    this.#file = file;
    this.#writer = writer;
    this.#reader = reader;
    this.#lockWait = lockWait;
    this.reader = new SqliteReader(file.path, reader, lockWait);
  }

  async hasTable(name: string): Promise<boolean> {
    const tables = "select 1 from sqlite_schema where type = 'table' and name = ?";
    return (await this.reader.rows(tables, [name])).length > 0;
  }

  async begin(): Promise<SqlTransaction> {
    try {
      this.#file.checkInPlace();
      if (this.#readOnly) await this.#writer.reopen();
      this.#readOnly = false;
      await whenFree(() => this.#writer.exec('begin immediate'), this.#lockWait);
    } catch (error) {
      throw sqliteFailure(this.#file.path, error);
    }
    return new SqliteTransaction(this.#file.path, this.#writer, (failure) => {
      this.#readOnly = failure?.code === 'store/read-only';
    });
  }

  onForeignCommit(listener: () => void): () => void {
    let last: number | undefined;
    const look = (): void => {
      const version = this.#dataVersion();
      if (version === undefined || version === last) return;
      if (last !== undefined) listener();
      last = version;
    };
    look();
    const timer = setInterval(look, POLL_INTERVAL);
    timer.unref();
    return () => clearInterval(timer);
  }

  /** Changes when another process commits: the connection that writes does not count its own commits. */
  #dataVersion(): number | undefined {
    try {
      const [row] = this.#writer.rows('pragma data_version', []);
      const { data_version: version } = row as { readonly data_version: number };
      return version;
    } catch {
      // whoever uses the store is told what is wrong with it
      return undefined;
    }
  }

  async close(): Promise<void> {
    this.#reader.close();
    try {
      // closing does so too, but not where statements are still prepared
      this.#writer.exec('pragma wal_checkpoint(truncate)');
    } catch {
      // whoever opens the file next does it
    }
    this.#writer.close();
  }
}
