import { resolve } from 'node:path';
import type { Clock } from '../approvals/clock.ts';
import { type Store, StoreError } from '../approvals/store.ts';

/** How a store is opened. */
export interface OpenStoreOptions {
  /** Dates what a new store says of itself. Default: the clock of the system. */
  readonly clock?: Clock;
  /** How long a write waits for writers of other processes, in milliseconds. Default: 5,000. */
  readonly lockWaitMs?: number;
  /** Refuse to make a store where there is none. Default: false. */
  readonly mustExist?: boolean;
}

const SYSTEM_CLOCK: Clock = { now: () => Date.now() };
const LOCK_WAIT = 5_000;

/**
 * Opens a store, which is made where there is none, and brought up to date where it is older.
 *
 * @param url `sqlite:` and a path, relative to the working directory, `memory:`, or a URL of PostgreSQL with
 *   what its own clients understand, as `sslmode`
 * @throws StoreError `store/unknown-url` for any other URL; otherwise what is wrong with the store
 */
export async function openStore(url: string, options: OpenStoreOptions = {}): Promise<Store> {
  const { clock = SYSTEM_CLOCK, lockWaitMs = LOCK_WAIT, mustExist = false } = options;
  if (url === 'memory:') {
    const { openMemoryStore } = await import('./memory/memory-store.ts');
    return openMemoryStore(clock.now());
  }
  const path = sqlitePath(url);
  if (path !== undefined) {
    const { openSqlStore } = await import('./sql/sql-store.ts');
    const { openSqliteDatabase } = await import('./sqlite/sqlite-database.ts');
    return openSqlStore(await openSqliteDatabase(path, lockWaitMs), clock, mustExist);
  }
  if (/^postgres(ql)?:/.test(url)) {
    const { openSqlStore } = await import('./sql/sql-store.ts');
    const { openPostgresDatabase } = await import('./postgres/postgres-database.ts');
    return openSqlStore(openPostgresDatabase(url, lockWaitMs), clock, mustExist);
  }
  throw new StoreError(
    'store/unknown-url',
    `\`${withoutSecrets(url)}\` is no store: write \`sqlite:./data/assent.db\`, \`postgres://user:password@host/database\` or \`memory:\``,
  );
}

/** A mistyped URL may hold a password all the same. */
const withoutSecrets = (url: string): string => url.replace(/\/\/[^/]*@/s, '//...@');

/** Two slashes would be a host to some and nothing to others; a colon at the start is SQLite's own `:memory:`. */
function sqlitePath(url: string): string | undefined {
  if (!url.startsWith('sqlite:')) return undefined;
  const path = url.slice('sqlite:'.length);
  const isPath = path !== '' && !path.startsWith('//') && !path.startsWith(':');
  return isPath && !path.includes('\0') ? resolve(path) : undefined;
}
