import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { StoreError } from '../../src/approvals/store.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { event, idOf, putAll, sample, writing } from './samples.ts';
import { newPath, openAt, rawConnection } from './sqlite-place.ts';

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('the file of a SQLite store', () => {
  test('A15: can be read and written by its owner alone, and so can those beside it', async () => {
    const directory = join(temporaryDirectory(), 'data', 'deep');
    const store = await openAt(join(directory, 'assent.db'));
    await putAll(store, [sample(idOf(1))]);
    for (const name of ['assent.db', 'assent.db-wal', 'assent.db-shm'])
      expect([name, modeOf(join(directory, name))]).toEqual([name, '600']);
    expect([modeOf(directory), modeOf(join(directory, '..'))]).toEqual(['700', '700']);
  });

  test('A15: leaves a directory that is there as it is', async () => {
    const directory = join(temporaryDirectory(), 'data');
    mkdirSync(directory, { mode: 0o755 });
    await openAt(join(directory, 'assent.db'));
    expect(modeOf(directory)).toBe('755');
  });

  test('A15: may be named from the working directory, and have any name', async () => {
    const path = join(temporaryDirectory(), 'file:a?mode=memory#b %41 é');
    const store = await openAt(relative(process.cwd(), path));
    await putAll(store, [sample(idOf(1))]);
    expect(statSync(path).isFile()).toBe(true);
  });

  test.each([
    '',
    'sqlite:',
    'sqlite::memory:',
    'sqlite://data/assent.db',
    'sqlite:///data/assent.db',
    'sqlite:a\0b',
    'SQLite:a.db',
    './assent.db',
    'mysql://localhost/assent',
    'memory',
  ])('A15: `%s` is no store', async (url) => {
    const refused = expect(openStore(url)).rejects;
    await refused.toMatchObject({ name: 'StoreError', code: 'store/unknown-url' });
    await expect(openStore(url)).rejects.toThrow(/^`.*` is no store: write `sqlite:.*`/s);
  });

  test('A15: of a newer version is refused, and left as it is', async () => {
    const path = newPath();
    await (await openStore(`sqlite:${path}`)).close();
    const raw = await rawConnection(path);
    raw.exec('insert into schema_version (version, applied_at) values (1000, 0)');
    raw.exec('pragma wal_checkpoint(truncate)');
    const before = readFileSync(path);
    const opened = openStore(`sqlite:${path}`);
    await expect(opened).rejects.toMatchObject({ code: 'store/newer-version' });
    await expect(opened).rejects.toThrow('version `1000`');
    expect(readFileSync(path).equals(before)).toBe(true);
    raw.exec('delete from schema_version where version = 1000');
    expect((await (await openAt(path)).logHead()).seq).toBe(1);
  });

  test.each([
    ['a text', 'this is a text, and long enough to be looked at\n'.repeat(200)],
    ['a short text', 'no'],
  ])('A15: that is %s is refused, and left as it is', async (_, text) => {
    const path = newPath();
    writeFileSync(path, text);
    await expect(openStore(`sqlite:${path}`)).rejects.toMatchObject({ code: 'store/corrupt' });
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  test('A15: that is damaged gives an error, and never something else than was written', async () => {
    const path = newPath();
    const store = await openStore(`sqlite:${path}`);
    const requests = Array.from({ length: 300 }, (_, index) => sample(idOf(index)));
    await putAll(store, requests);
    await store.write(writing((tx) => tx.audit(event())));
    await store.close();
    const bytes = readFileSync(path);
    const pages = bytes.length / 4096;
    let damaged = 0;
    for (let page = 1; page < pages; page += 1) {
      const broken = Buffer.from(bytes);
      broken.fill(0xa5, page * 4096, (page + 1) * 4096);
      writeFileSync(path, broken);
      const outcome = await readAll(path).catch((error: unknown) => error);
      if (outcome instanceof Error) {
        expect(outcome).toBeInstanceOf(StoreError);
        expect(outcome).toMatchObject({ code: 'store/corrupt' });
        damaged += 1;
      } else {
        expect(outcome).toEqual(requests);
      }
    }
    // the others hold indexes that no list needs
    expect(damaged).toBeGreaterThan(pages / 3);
  });

  test('A15: with a request that somebody has made unreadable gives an error', async () => {
    const path = newPath();
    const store = await openAt(path);
    await putAll(store, [sample(idOf(1)), sample(idOf(2))]);
    (await rawConnection(path)).exec(
      `update request_contents set review = '{' where id = '${idOf(1)}'`,
    );
    await expect(store.request(idOf(1))).rejects.toMatchObject({ code: 'store/corrupt' });
    expect(await store.request(idOf(2))).toEqual(sample(idOf(2)));
  });
});

test('A15: a store that has lost the head of its log refuses to write, and says so to all', async () => {
  const path = newPath();
  const store = await openAt(path);
  (await rawConnection(path)).exec('delete from head');
  const writes = [1, 2, 3].map((number) => putAll(store, [sample(idOf(number))]));
  for (const result of await Promise.allSettled(writes))
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'store/corrupt' } });
  await expect(store.logHead()).rejects.toMatchObject({ code: 'store/corrupt' });
  expect(await store.list({}, 10)).toEqual([]);
});

async function readAll(path: string): Promise<unknown> {
  const store = await openStore(`sqlite:${path}`);
  try {
    await store.entries(0, 10);
    return (await store.list({}, 1_000)).toReversed();
  } finally {
    await store.close();
  }
}
