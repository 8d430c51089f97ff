import { describe, expect, test } from 'vitest';
import type { Store } from '../../../src/approvals/store.ts';
import { event, idOf, putAll, sample, writing } from '../samples.ts';
import { openPlace, openStore, type TestedStore } from './database.ts';

const LATE_CALLS: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
  write: (store) => store.write(async () => 1),
  request: (store) => store.request(idOf(1)),
  list: (store) => store.list({}, 1),
  nextWake: (store) => store.nextWake(),
  activePolicy: (store) => store.activePolicy(),
  policySources: (store) => store.policySources('sha256:one'),
  entries: (store) => store.entries(0, 1),
  logHead: (store) => store.logHead(),
  checkpoints: (store) => store.checkpoints(),
  notices: (store) => store.notices(1),
};

export function closeContract(tested: TestedStore): void {
  describe('closing', () => {
    test('A15: waits for what is being written', async () => {
      const open = await openPlace(tested);
      const store = await open();
      const written: string[] = [];
      const writes = Array.from({ length: 50 }, (_, index) =>
        putAll(store, [sample(idOf(index))]).then(() => written.push(idOf(index))),
      );
      await store.close();
      expect(written).toHaveLength(50);
      await Promise.all(writes);
      if (!tested.durable) return;
      const again = await open();
      expect(await again.list({}, 100)).toHaveLength(50);
    });

    test('A15: may be done twice, and at once', async () => {
      const store = await openStore(tested);
      await store.write(writing((tx) => tx.audit(event())));
      await Promise.all([store.close(), store.close()]);
      await expect(store.close()).resolves.toBeUndefined();
    });

    test('A15: is the end: every later call is refused', async () => {
      const store = await openStore(tested);
      await store.close();
      const closed = { name: 'StoreError', code: 'store/closed' };
      for (const [name, call] of Object.entries(LATE_CALLS))
        await expect(call(store), name).rejects.toMatchObject(closed);
    });
  });
}
