import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../src/approvals/store.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { createDatabase } from '../support/postgres.ts';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import { until } from '../support/until.ts';
import { expectChain } from './contract/log.ts';
import { event, idOf, idsOf, putAll, sample } from './samples.ts';

const CRASHES = 3;
const WRITERS = 8;

/** A server that may be crashed without harm to other tests. */
let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(() => server.stop());

/** Makes a request, or finds the one that an earlier attempt with the same key has made. */
const make = (store: Store, id: string): Promise<void> =>
  store.write(async (tx) => {
    if ((await tx.requestByKey('order-agent', id)) !== undefined) return;
    tx.put(sample(id, { idempotencyKey: id }));
    tx.audit(event({ request: id }));
  });

test('A15: what was acknowledged outlives a crash of the server, and stores go on by themselves', async () => {
  const { url } = await createDatabase(server.url);
  const stores = [await openStore(url), await openStore(url)];
  const acknowledged: string[] = [];
  const failures: unknown[] = [];
  let ended = false;
  let last = 0;
  const writer = async (store: Store): Promise<void> => {
    while (!ended) {
      last += 1;
      const id = idOf(last);
      for (let done = false; !done; ) {
        done = await make(store, id).then(
          () => true,
          async (error: unknown) => {
            failures.push(error);
            await sleep(20);
            return false;
          },
        );
      }
      acknowledged.push(id);
    }
  };
  const writers = Array.from({ length: WRITERS }, (_, index) => {
    const store = stores[index % stores.length];
    if (store === undefined) throw new Error('there are stores');
    return writer(store);
  });

  for (let crash = 0; crash < CRASHES; crash += 1) {
    const before = acknowledged.length;
    await until('requests are being made', () => acknowledged.length > before + 50);
    await server.crash();
    await sleep(50);
    await server.restart();
  }
  const before = acknowledged.length;
  await until('requests are made again', () => acknowledged.length > before + 50);
  ended = true;
  await Promise.all(writers);

  const [store] = stores;
  if (store === undefined) throw new Error('there are stores');
  const kept = idsOf(await store.list({}, 1_000_000)).toReversed();
  expect(kept).toEqual(acknowledged.toSorted());
  const entries = await store.entries(0, 1_000_000);
  expectChain(entries);
  const told = entries.slice(1).map((entry) => JSON.parse(entry.event).request);
  expect(told.toSorted()).toEqual(kept);
  expect(failures.length).toBeGreaterThan(0);
  for (const failure of failures)
    expect(failure).toMatchObject({ name: 'StoreError', code: 'store/unavailable' });
  await Promise.all(stores.map((one) => one.close()));
}, 120_000);

test('I17: a store that listens is told of changes after the server was restarted', async () => {
  const { url } = await createDatabase(server.url);
  const [here, there] = [await openStore(url), await openStore(url)];
  const seen: string[] = [];
  const end = here.onChange(() => {
    here.list({}, 10).then(
      (found) => seen.push(...idsOf(found)),
      () => {},
    );
  });
  await putAll(there, [sample(idOf(1))]);
  await until('the first is seen', () => seen.includes(idOf(1)));
  await server.crash();
  await server.restart();
  await putAll(there, [sample(idOf(2))]).catch(() => putAll(there, [sample(idOf(3))]));
  await until('a later one is seen', () => seen.includes(idOf(2)) || seen.includes(idOf(3)));
  end();
  await Promise.all([here.close(), there.close()]);
});

test('A15: a store can be closed while its server is away', async () => {
  const { url } = await createDatabase(server.url);
  const store = await openStore(url);
  const end = store.onChange(() => {});
  await server.crash();
  await expect(store.logHead()).rejects.toMatchObject({ code: 'store/unavailable' });
  await store.close();
  end();
  await server.restart();
});
