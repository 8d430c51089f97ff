import { chmodSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Store } from '../../src/approvals/store.ts';
import { EMPTY_LOG, entryHash } from '../../src/audit/log-line.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';
import { idOf, idsOf, putAll, sample } from './samples.ts';
import { newPath, openAt } from './sqlite-place.ts';
import { runProcess } from './sqlite-process.ts';

const ENDED_WELL = { code: 0, signal: null };

/** The ids of all requests, in the order in which they were made. Each has its event and its notice, and the log is one chain. */
async function checkedIds(store: Store): Promise<readonly string[]> {
  let { hash: prev, seq } = EMPTY_LOG;
  const told: string[] = [];
  for (const entry of await store.entries(0, 1_000_000)) {
    seq += 1;
    expect(entry).toMatchObject({ seq, prev, hash: entryHash(entry.event, prev, seq) });
    prev = entry.hash;
    if (seq > 1) told.push(JSON.parse(entry.event).request);
  }
  expect(await store.logHead()).toEqual({ seq, hash: prev });
  const notices = await store.notices(1_000_000);
  expect(notices.map(({ id }) => id)).toEqual(told.map((_, index) => index + 1));
  expect(notices.map(({ notice }) => notice.requestId)).toEqual(told);
  expect(idsOf(await store.list({}, 1_000_000)).toReversed()).toEqual(told.toSorted());
  return told;
}

describe('several processes on one SQLite store', () => {
  test('A15: may all open it first', async () => {
    const path = newPath();
    const open = `
      const store = await openStore(url);
      await add(store, idOf(1));
      console.log(JSON.stringify(store.identity));
      await store.close();`;
    const processes = Array.from({ length: 6 }, (_, index) => runProcess(path, `p${index}`, open));
    for (const { ended } of processes) expect(await ended).toEqual(ENDED_WELL);
    const store = await openAt(path);
    for (const { lines } of processes) expect(lines).toEqual([JSON.stringify(store.identity)]);
    expect((await checkedIds(store)).toSorted()).toEqual(
      processes.map((_, index) => `p${index}_00000001`),
    );
  });

  test('A15: write by turns, and none waits until another has no more to write', async () => {
    const path = newPath();
    await openAt(path);
    const write = `
      const store = await openStore(url);
      let next = 1;
      const writer = async () => {
        while (next <= 3000) await add(store, idOf(next++));
      };
      await Promise.all(Array.from({ length: 32 }, writer));
      await store.close();`;
    const processes = ['a', 'b', 'c'].map((name) => runProcess(path, name, write));
    for (const { ended } of processes) expect(await ended).toEqual(ENDED_WELL);
    const told = await checkedIds(await openAt(path));
    expect(told).toHaveLength(9_000);
    let turns = 0;
    for (const [index, id] of told.entries()) if (id[0] !== told[index - 1]?.[0]) turns += 1;
    expect(turns).toBeGreaterThan(6);
  });

  test('I17: are told of what another has changed, while they listen', async () => {
    const path = newPath();
    const store = await openAt(path);
    const listen = `
      const store = await openStore(url);
      const waiting = setInterval(() => {}, 1000);
      const end = store.onChange(async () => {
        const ids = (await store.list({}, 10)).map(({ id }) => id);
        console.log(ids.join());
        if (ids.length < 2) return;
        end();
        clearInterval(waiting);
      });
      console.log('listening');`;
    const { lines, ended } = runProcess(path, 'a', listen);
    await until('it listens', () => lines.length === 1);
    await putAll(store, [sample(idOf(1))]);
    await until('it is told', () => lines.includes(idOf(1)));
    await putAll(store, [sample(idOf(2))]);
    // nothing but its own timer has kept it
    expect(await ended).toEqual(ENDED_WELL);
    expect(lines.at(-1)).toBe(`${idOf(2)},${idOf(1)}`);
  });
});

describe('a process that is killed while it writes', () => {
  test('A15: loses nothing that was acknowledged, and leaves nothing half', async () => {
    const path = newPath();
    const write = `
      const store = await openStore(url);
      let next = 1;
      const writer = async () => {
        for (;;) {
          const id = idOf(next++);
          await add(store, id);
          console.log(id);
        }
      };
      await Promise.all(Array.from({ length: 16 }, writer));`;
    for (const name of ['a', 'b', 'c']) {
      const { child, lines, ended } = runProcess(path, name, write);
      await until('it writes', () => lines.length > 50);
      await sleep(Math.random() * 20);
      child.kill('SIGKILL');
      expect(await ended).toEqual({ code: null, signal: 'SIGKILL' });
      const store = await openAt(path);
      const told = new Set(await checkedIds(store));
      // the last line may be cut
      for (const id of lines.slice(0, -1)) expect(told).toContain(id);
      await store.close();
    }
  });

  test('A15: while it holds the lock leaves the store to others', async () => {
    const path = newPath();
    const store = await openAt(path);
    const hang = `
      const store = await openStore(url);
      await store.write(async (tx) => {
        tx.put({ ...SAMPLE, id: idOf(1) });
        console.log('inside');
        await new Promise(() => setInterval(() => {}, 1000));
      });`;
    const { child, lines } = runProcess(path, 'a', hang);
    await until('it is inside', () => lines.length === 1);
    const write = putAll(store, [sample(idOf(2))]);
    child.kill('SIGKILL');
    await write;
    expect(idsOf(await store.list({}, 10))).toEqual([idOf(2)]);
  });
});

describe('a process without the right to write', () => {
  const mayChooseUser = process.getuid?.() === 0;

  test.skipIf(!mayChooseUser)(
    'A15: is told so where SQLite only cannot open the file',
    async () => {
      const directory = join(temporaryDirectory(), 'data');
      const path = join(directory, 'assent.db');
      await (await openAt(path)).close();
      for (const name of ['-wal', '-shm']) rmSync(path + name, { force: true });
      chmodSync(path, 0o444);
      chmodSync(directory, 0o555);
      chmodSync(dirname(directory), 0o755);
      const open = `
        // what the store is made of is loaded with all rights: it may be where nobody else can read
        await (await openStore(url + '.other')).close();
        process.setuid(65534);
        await openStore(url).catch(({ code }) => console.log(code));`;
      const { lines, ended } = runProcess(path, 'a', open);
      expect(await ended).toEqual(ENDED_WELL);
      expect(lines).toEqual(['store/read-only']);
    },
  );
});
