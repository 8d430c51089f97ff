import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Store } from '../../src/approvals/store.ts';
import { openSqliteDatabase } from '../../src/storage/sqlite/sqlite-database.ts';
import { smallDisk } from '../support/small-disk.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { event, idOf, idsOf, notice, START, sample, writing } from './samples.ts';
import { newPath, openAt, rawConnection } from './sqlite-place.ts';

/** A request with its event and its notice, as one work. */
const add = (store: Store, number: number): Promise<void> =>
  store.write(
    writing((tx) => {
      tx.put(sample(idOf(number)));
      tx.audit(event({ request: idOf(number) }));
      tx.notify(notice(idOf(number)), START);
    }),
  );

/** What is there: the same requests in every table, and nothing half. */
async function wholeIds(store: Store): Promise<readonly string[]> {
  const ids = idsOf(await store.list({}, 100_000)).toReversed();
  const entries = await store.entries(1, 100_000);
  expect(entries.map((entry) => JSON.parse(entry.event).request)).toEqual(ids);
  expect(entries.map(({ seq }) => seq)).toEqual(ids.map((_, at) => at + 2));
  expect((await store.notices(100_000)).map((one) => one.notice.requestId)).toEqual(ids);
  return ids;
}

describe('a SQLite store that another process has locked', () => {
  test('A15: says so after a while, is read meanwhile, and goes on when the lock is gone', async () => {
    const path = newPath();
    const store = await openAt(path, 300);
    const other = await rawConnection(path);
    other.exec('begin immediate');
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 5);
    onTestFinished(() => clearInterval(timer));
    const refused = await Promise.allSettled([add(store, 1), add(store, 2), add(store, 3)]);
    for (const one of refused)
      expect(one).toMatchObject({ reason: { name: 'StoreError', code: 'store/locked' } });
    // the process was not held up
    expect(turns).toBeGreaterThan(5);
    expect(await store.list({}, 10)).toEqual([]);
    other.exec('rollback');
    await add(store, 4);
    expect(await wholeIds(store)).toEqual([idOf(4)]);
  });

  test('A15: waits for a lock that is soon released', async () => {
    const path = newPath();
    const store = await openAt(path);
    const other = await rawConnection(path);
    other.exec('begin immediate');
    const writes = Promise.all([add(store, 1), add(store, 2)]);
    await sleep(100);
    other.exec('commit');
    await writes;
    expect(await wholeIds(store)).toEqual([idOf(1), idOf(2)]);
  });

  test('A15: can be opened while another process writes', async () => {
    const path = newPath();
    await (await openAt(path)).close();
    const other = await rawConnection(path);
    other.exec('begin immediate');
    const store = await openAt(path, 100);
    expect((await store.logHead()).seq).toBe(1);
  });
});

describe('a SQLite store whose file', () => {
  const asNobody = process.getuid?.() === 0 ? 65_534 : undefined;

  test('A15: may only be read says so, is read, and writes once it may', async () => {
    const directory = join(temporaryDirectory(), 'data');
    const path = join(directory, 'assent.db');
    const first = await openAt(path);
    await add(first, 1);
    // the files beside it stay, as they do while another process has the store open
    for (const name of ['assent.db', 'assent.db-wal', 'assent.db-shm'])
      chmodSync(join(directory, name), 0o444);
    chmodSync(directory, 0o555);
    chmodSync(join(directory, '..'), 0o755);
    const restore = lowerRights(asNobody);
    const store = await openAt(path);
    expect(await wholeIds(store)).toEqual([idOf(1)]);
    await expect(add(store, 2)).rejects.toMatchObject({ code: 'store/read-only' });
    await expect(add(store, 2)).rejects.toThrow(`\`${path}\` can only be read: give this user`);
    restore();
    for (const name of ['assent.db', 'assent.db-wal', 'assent.db-shm'])
      chmodSync(join(directory, name), 0o666);
    chmodSync(directory, 0o777);
    lowerRights(asNobody);
    await add(store, 3);
    expect(await wholeIds(store)).toEqual([idOf(1), idOf(3)]);
  });

  test('A15: cannot be made, for want of rights, says so', async () => {
    const directory = join(temporaryDirectory(), 'data');
    mkdirSync(directory, { mode: 0o555 });
    chmodSync(join(directory, '..'), 0o755);
    lowerRights(asNobody);
    await expect(openAt(join(directory, 'assent.db'))).rejects.toMatchObject({
      code: 'store/read-only',
    });
  });

  test('A15: was taken away says so instead of writing to nowhere, and goes on with it', async () => {
    const path = newPath();
    const store = await openAt(path);
    await add(store, 1);
    renameSync(path, `${path}.away`);
    await expect(add(store, 2)).rejects.toMatchObject({ code: 'store/unavailable' });
    writeFileSync(path, '');
    await expect(add(store, 2)).rejects.toThrow('put it back, or start again');
    renameSync(`${path}.away`, path);
    await add(store, 3);
    expect(await wholeIds(store)).toEqual([idOf(1), idOf(3)]);
  });
});

describe('a SQLite store on a full disk', () => {
  test('A15: says so, keeps what it acknowledged and nothing else, and goes on when there is room', async ({
    skip,
  }) => {
    const disk = smallDisk(2);
    if (disk === undefined) return skip('no file system can be mounted here');
    writeFileSync(join(disk, 'ballast'), Buffer.alloc(256 * 1024));
    const store = await openAt(join(disk, 'assent.db'));
    const kept: string[] = [];
    let full: unknown;
    for (let start = 0; full === undefined && start < 20_000; start += 20) {
      const numbers = Array.from({ length: 20 }, (_, index) => start + index);
      const results = await Promise.allSettled(numbers.map((number) => add(store, number)));
      results.forEach((result, index) => {
        if (result.status === 'fulfilled') kept.push(idOf(start + index));
        else full ??= result.reason;
      });
    }
    expect(full).toMatchObject({ name: 'StoreError', code: 'store/full' });
    expect(kept.length).toBeGreaterThan(20);
    // one at a time, so that the last free page is taken as well
    for (let number = 30_000; number < 30_100; number += 1)
      await add(store, number).then(
        () => kept.push(idOf(number)),
        (error: unknown) => expect(error).toMatchObject({ code: 'store/full' }),
      );
    await expect(add(store, 50_000)).rejects.toMatchObject({ code: 'store/full' });
    expect(await wholeIds(store)).toEqual(kept);
    rmSync(join(disk, 'ballast'));
    await add(store, 60_000);
    expect(await wholeIds(store)).toEqual([...kept, idOf(60_000)]);
  });
});

describe('a transaction of SQLite', () => {
  test('A15: in which something has failed takes nothing more, and is not committed', async () => {
    const path = newPath();
    const store = await openAt(path);
    const database = await openSqliteDatabase(path, 1_000);
    onTestFinished(() => database.close());
    const forget = 'delete from entries';
    const transaction = await database.begin();
    await expect(transaction.change('insert into nowhere values (1)', [])).rejects.toThrow(
      'no such table',
    );
    // SQLite may have ended the transaction by itself, and would make each of these durable at once
    await expect(transaction.change(forget, [])).rejects.toThrow('no such table');
    await expect(transaction.rows('select 1', [])).rejects.toThrow('no such table');
    await expect(transaction.commit()).rejects.toThrow('no such table');
    await transaction.rollback();
    expect(await store.entries(0, 10)).toHaveLength(1);
    const next = await database.begin();
    expect(await next.change(forget, [])).toBe(1);
    await next.rollback();
  });
});

/** Goes on as a user without rights, where the test is run by one who has all; gives what undoes it. */
function lowerRights(user: number | undefined): () => void {
  if (user === undefined) return () => {};
  const restore = (): void => process.seteuid?.(0);
  process.seteuid?.(user);
  onTestFinished(restore);
  return restore;
}
