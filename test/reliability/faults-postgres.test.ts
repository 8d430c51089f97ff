import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, onTestFinished, test } from 'vitest';
import { type Store, StoreError, type StoreErrorCode } from '../../src/approvals/store.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { createDatabase, runSql } from '../support/postgres.ts';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import { proveUnderFault } from './under-fault.ts';

let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(() => server.stop());

/** A store in a database of its own, and the URL and name of that. */
async function openOwn(): Promise<{ store: Store; url: string; name: string }> {
  const { url } = await createDatabase(server.url);
  const store = await openStore(url, { lockWaitMs: 80 });
  onTestFinished(() => store.close());
  return { store, url, name: new URL(url).pathname.slice(1) };
}

/** Ends all connections to a database: what was set meanwhile holds for the next ones. */
const cut = (name: string): Promise<void> =>
  runSql(
    server.url,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
  );

/** Connections that were cut are noticed by and by. Waits until writes end as they will from now on. */
async function untilWritesEnd(store: Store, code: StoreErrorCode | 'well'): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const end = await store
      .write(async () => {})
      .then(
        () => 'well',
        (error: unknown) => (error instanceof StoreError ? error.code : String(error)),
      );
    if (end === code) return;
    if (performance.now() > deadline) throw new Error(`a write ended with ${end}, not ${code}`);
    await sleep(20);
  }
}

describe('gates on a PostgreSQL store', () => {
  test('A13: whose server has crashed', { timeout: 60_000 }, async () => {
    const { store } = await openOwn();
    await proveUnderFault(store, {
      begin: () => server.crash(),
      end: () => server.restart(),
      code: 'store/unavailable',
      says: 'cannot be reached',
    });
  });

  test('A13: whose database is gone, and comes back', { timeout: 60_000 }, async () => {
    const { store, name } = await openOwn();
    // the store connects again at any moment, and a database in use cannot be renamed
    const rename = async (from: string, to: string): Promise<void> => {
      await runSql(server.url, `alter database ${from} allow_connections false`);
      await cut(from);
      await runSql(server.url, `alter database ${from} rename to ${to}`);
      await runSql(server.url, `alter database ${to} allow_connections true`);
    };
    await proveUnderFault(store, {
      begin: async () => {
        await rename(name, `${name}_away`);
        await untilWritesEnd(store, 'store/unavailable');
      },
      end: async () => {
        await rename(`${name}_away`, name);
        await untilWritesEnd(store, 'well');
      },
      code: 'store/unavailable',
      says: 'check user, password and database of the URL',
    });
  });

  test('A13: that another program has locked for long', { timeout: 60_000 }, async () => {
    const { store, url } = await openOwn();
    const other = new Client({ connectionString: url });
    await other.connect();
    onTestFinished(() => other.end());
    await proveUnderFault(store, {
      begin: async () => {
        await other.query('begin');
        await other.query('select 1 from head for update');
      },
      end: async () => {
        await other.query('rollback');
      },
      code: 'store/locked',
      says: 'is locked by another process: end that process, or try again',
    });
  });

  test('A13: that can only be read for a while', { timeout: 60_000 }, async () => {
    const { store, name } = await openOwn();
    await proveUnderFault(store, {
      begin: async () => {
        await runSql(server.url, `alter database ${name} set default_transaction_read_only = on`);
        await cut(name);
        await untilWritesEnd(store, 'store/read-only');
      },
      end: async () => {
        await runSql(server.url, `alter database ${name} reset default_transaction_read_only`);
        await cut(name);
        await untilWritesEnd(store, 'well');
      },
      code: 'store/read-only',
      says: 'use the primary server, not a standby',
    });
  });
});
