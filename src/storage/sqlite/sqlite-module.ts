import { StoreError } from '../../approvals/store.ts';
import type { SqlValue } from '../sql/tables.ts';

/** What we use of `node:sqlite`, and of the package that has the same for Node 20. */
export interface SqliteModule {
  readonly DatabaseSync: new (path: string) => SqliteConnection;
}

export interface SqliteConnection {
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  close(): void;
}

export interface SqliteStatement {
  all(...values: SqlValue[]): unknown[];
  run(...values: SqlValue[]): { readonly changes: number | bigint };
}

/**
 * SQLite as Node has it built in, from 22.13, or else as a package brings it.
 *
 * @throws StoreError `store/unavailable` when neither is there
 */
export async function loadSqlite(): Promise<SqliteModule> {
  const builtIn: unknown = process.getBuiltinModule('node:sqlite');
  if (builtIn !== undefined) return builtIn as SqliteModule;
  try {
    return await import('@photostructure/sqlite');
  } catch (error) {
    throw new StoreError(
      'store/unavailable',
      'there is no SQLite here: use Node 22.13 or newer, or `npm install @photostructure/sqlite`',
      error,
    );
  }
}
