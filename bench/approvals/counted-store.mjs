import { openPostgresDatabase } from '../../dist/storage/postgres/postgres-database.js';
import { openSqlStore } from '../../dist/storage/sql/sql-store.js';
import { openSqliteDatabase } from '../../dist/storage/sqlite/sqlite-database.js';

const LOCK_WAIT_MS = 5000;
const SLEEPER = new Int32Array(new SharedArrayBuffer(4));

/**
 * Opens a store, as `openStore` does, that counts its commits.
 *
 * @param {string} url of PostgreSQL, or `sqlite:` and an absolute path
 * @param {number} heldUpMs how long each commit takes more than it does: the process stands still, as it
 *   does while a disk syncs for SQLite
 */
export async function openCountedStore(url, heldUpMs) {
  const database = url.startsWith('sqlite:')
    ? await openSqliteDatabase(url.slice('sqlite:'.length), LOCK_WAIT_MS)
    : openPostgresDatabase(url, LOCK_WAIT_MS);
  let commits = 0;
  const begin = async () => {
    const transaction = await database.begin();
    return {
      rows: (sql, values) => transaction.rows(sql, values),
      change: (sql, values) => transaction.change(sql, values),
      rollback: () => transaction.rollback(),
      async commit() {
        await transaction.commit();
        commits += 1;
        if (heldUpMs > 0) Atomics.wait(SLEEPER, 0, 0, heldUpMs);
      },
    };
  };
  const counted = {
    dialect: database.dialect,
    reader: database.reader,
    hasTable: (name) => database.hasTable(name),
    begin,
    onForeignCommit: (listener) => database.onForeignCommit(listener),
    close: () => database.close(),
  };
  const store = await openSqlStore(counted, { now: () => Date.now() });
  return { store, commits: () => commits };
}
