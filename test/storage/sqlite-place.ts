import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Store } from '../../src/approvals/store.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { loadSqlite, type SqliteConnection } from '../../src/storage/sqlite/sqlite-module.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** A path for a database in a directory of the test's own. */
export const newPath = (): string => join(temporaryDirectory(), 'assent.db');

/** Opens the store in a file. It is closed when the test ends. */
export async function openAt(path: string, lockWaitMs?: number): Promise<Store> {
  const store = await openStore(`sqlite:${path}`, lockWaitMs === undefined ? {} : { lockWaitMs });
  onTestFinished(() => store.close());
  return store;
}

/** A connection to the file beside the store's own, as another program has. It is closed when the test ends. */
export async function rawConnection(path: string): Promise<SqliteConnection> {
  const { DatabaseSync } = await loadSqlite();
  const connection = new DatabaseSync(path);
  onTestFinished(() => connection.close());
  return connection;
}
