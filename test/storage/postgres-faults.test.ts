import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Store, StoreErrorCode } from '../../src/approvals/store.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { openPostgresDatabase } from '../../src/storage/postgres/postgres-database.ts';
import { postgresFailure } from '../../src/storage/postgres/postgres-failure.ts';
import { createDatabase, runSql } from '../support/postgres.ts';
import { startProxy } from '../support/postgres-proxy.ts';
import { idOf, putAll, sample } from './samples.ts';

async function emptyDatabase(): Promise<string> {
  const database = await createDatabase();
  onTestFinished(() => database.drop());
  return database.url;
}

async function open(url: string): Promise<Store> {
  const store = await openStore(url);
  onTestFinished(() => store.close());
  return store;
}

/** Writes requests until one is written; the errors before have the code. */
async function untilWritten(store: Store, code: StoreErrorCode): Promise<void> {
  for (let number = 100; number < 200; number += 1) {
    try {
      return await putAll(store, [sample(idOf(number))]);
    } catch (error) {
      expect(error).toMatchObject({ name: 'StoreError', code });
    }
  }
  throw new Error('nothing could be written any more');
}

const changed = (url: string, change: (url: URL) => void): string => {
  const parsed = new URL(url);
  change(parsed);
  return parsed.href;
};

/** An error as a driver makes it. */
const errorOf = (code: string, message = 'it failed'): Error =>
  Object.assign(new Error(message), { code });

describe('what is wrong with PostgreSQL is said by a code', () => {
  test.each([
    ['ECONNREFUSED', 'store/unavailable'],
    ['ECONNRESET', 'store/unavailable'],
    ['57P01', 'store/unavailable'],
    ['57P03', 'store/unavailable'],
    ['25P03', 'store/unavailable'],
    ['53300', 'store/unavailable'],
    ['08006', 'store/unavailable'],
    ['28P01', 'store/unavailable'],
    ['3D000', 'store/unavailable'],
    ['53100', 'store/full'],
    ['25006', 'store/read-only'],
    ['42501', 'store/read-only'],
    ['55P03', 'store/locked'],
    ['40P01', 'store/locked'],
    ['40001', 'store/locked'],
    ['23505', 'store/corrupt'],
    ['42P01', 'store/corrupt'],
    ['XX001', 'store/corrupt'],
    ['99999', 'store/unavailable'],
  ])('A15: %s is %s', (code, expected) => {
    const failure = postgresFailure('postgres://host/db', errorOf(code));
    expect(failure.code).toBe(expected);
    expect(failure.message).toMatch(/^the store `postgres:\/\/host\/db` [^\n]*[^.]$/);
  });

  test('A15: an error of several addresses says at least its code', () => {
    const gathered = Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' });
    expect(postgresFailure('postgres://host/db', gathered).message).toContain('ECONNREFUSED');
  });
});

describe('a store in PostgreSQL', () => {
  test('A15: that cannot be reached says so, and shows no password', async () => {
    const url = 'postgres://user:secret@127.0.0.1:1/db';
    const opened = openStore(url);
    await expect(opened).rejects.toMatchObject({ name: 'StoreError', code: 'store/unavailable' });
    await expect(opened).rejects.toThrow('`postgres://127.0.0.1:1/db`');
    await expect(opened).rejects.not.toThrow(/secret|user/);
  });

  test('A15: whose URL makes no sense is refused, and its password not shown', async () => {
    const opened = openStore('postgres://user:secret@host:port/db');
    await expect(opened).rejects.toMatchObject({ code: 'store/unknown-url' });
    await expect(opened).rejects.not.toThrow(/secret/);
  });

  test('A15: that refuses user or database says what to check', async () => {
    const url = await emptyDatabase();
    const wrong = changed(url, (one) => {
      one.password = 'wrong';
    });
    const nowhere = changed(url, (one) => {
      one.pathname = '/nowhere';
    });
    for (const one of [wrong, nowhere]) {
      await expect(openStore(one)).rejects.toMatchObject({ code: 'store/unavailable' });
      await expect(openStore(one)).rejects.toThrow('check user, password and database');
    }
  });

  test('A15: that can only be read is read, and writes again when it may', async () => {
    const url = await emptyDatabase();
    const name = new URL(url).pathname.slice(1);
    await putAll(await open(url), [sample(idOf(1))]);
    await runSql(url, `alter database ${name} set default_transaction_read_only = on`);
    const store = await open(url);
    expect(await store.request(idOf(1))).toEqual(sample(idOf(1)));
    const write = () => putAll(store, [sample(idOf(2))]);
    await expect(write()).rejects.toMatchObject({ code: 'store/read-only' });
    expect(await store.request(idOf(2))).toBeUndefined();

    const writable = changed(url, (one) => {
      one.searchParams.set('options', '-c default_transaction_read_only=off');
    });
    await runSql(writable, `alter database ${name} reset default_transaction_read_only`);
    await untilWritten(store, 'store/read-only');
  });

  test('A15: whose tables are gone says that it is damaged', async () => {
    const url = await emptyDatabase();
    const store = await open(url);
    await runSql(url, 'drop table requests');
    await expect(store.list({}, 1)).rejects.toMatchObject({ code: 'store/corrupt' });
    await expect(putAll(store, [sample(idOf(1))])).rejects.toMatchObject({ code: 'store/corrupt' });
  });

  test('A15: of a later release is left alone', async () => {
    const url = await emptyDatabase();
    await (await open(url)).close();
    await runSql(url, 'insert into schema_version (version, applied_at) values (9999, 0)');
    await expect(openStore(url)).rejects.toMatchObject({ code: 'store/newer-version' });
  });

  test('A15: whose connections are cut works again, and the process lives', async () => {
    const url = await emptyDatabase();
    const store = await open(url);
    onTestFinished(store.onChange(() => {}));
    await Promise.all([putAll(store, [sample(idOf(1))]), store.list({}, 1), store.logHead()]);
    await runSql(
      url,
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    await untilWritten(store, 'store/unavailable');
  });

  test('A15: that was cut off while it committed says that it failed, and the key finds what is true', async () => {
    const url = await emptyDatabase();
    const proxy = await startProxy(url);
    const [near, far] = [await open(url), await open(proxy.url)];
    onTestFinished(() => proxy.close());
    await putAll(far, [sample(idOf(1))]);
    proxy.hangUpOnCommit();
    const request = sample(idOf(2), { idempotencyKey: 'once' });
    const lost = putAll(far, [request]);
    await expect(lost).rejects.toMatchObject({ code: 'store/unavailable' });
    await expect(lost).rejects.toThrow('ask again with the same idempotency key');

    // the server has taken the commit all the same, perhaps a moment later
    let there = await near.request(idOf(2));
    for (let look = 0; there === undefined && look < 500; look += 1) {
      await sleep(10);
      there = await near.request(idOf(2));
    }
    const found = await far.write((tx) => tx.requestByKey('order-agent', 'once'));
    expect(found).toEqual(request);
  });

  test('A15: does not take a transaction in which something failed for committed', async () => {
    const database = openPostgresDatabase(await emptyDatabase(), 1_000);
    onTestFinished(() => database.close());
    const transaction = await database.begin();
    await expect(transaction.rows('select 1 / 0', [])).rejects.toMatchObject({
      name: 'StoreError',
    });
    await expect(transaction.commit()).rejects.toMatchObject({ code: 'store/unavailable' });
    await transaction.rollback();
    const next = await database.begin();
    await next.commit();
  });
});
