import { describe, expect, test } from 'vitest';
import type { Store, Transaction } from '../../../src/approvals/store.ts';
import {
  event,
  idOf,
  idsOf,
  notice,
  putAll,
  START,
  sample,
  sources,
  successor,
  writing,
} from '../samples.ts';
import { openPlace, openStore, type TestedStore } from './database.ts';

/** All that can be seen of a store. */
async function everything(store: Store): Promise<unknown> {
  return {
    requests: await store.list({}, 1_000),
    wake: await store.nextWake(),
    policy: await store.activePolicy(),
    entries: await store.entries(0, 1_000),
    checkpoints: await store.checkpoints(),
    notices: await store.notices(1_000),
    halts: await store.halts(),
    versions: await store.policyVersions(1_000),
  };
}

/** Works that cannot be written, and what the error says. */
const UNWRITABLE: readonly [string, (tx: Transaction) => void, RegExp][] = [
  ['a new request at revision 2', (tx) => tx.put(sample(idOf(9), { revision: 2 })), /revision/],
  ['a new request at revision 0', (tx) => tx.put(sample(idOf(9), { revision: 0 })), /revision/],
  ['a request made twice', (tx) => tx.put(sample(idOf(1))), /revision/],
  ['a revision left out', (tx) => tx.put(sample(idOf(1), { revision: 3 })), /revision/],
  [
    'a request changed twice from the same state',
    (tx) => {
      tx.put(sample(idOf(1), { revision: 2 }));
      tx.put(sample(idOf(1), { revision: 2, escalated: ['x'] }));
    },
    /revision/,
  ],
  [
    'a key that another request of the agent has',
    (tx) => tx.put(sample(idOf(9), { idempotencyKey: 'key-1' })),
    /idempotency key/,
  ],
  [
    'a key that another request of no agent has',
    (tx) => {
      tx.put(sample(idOf(8), { agentId: null, idempotencyKey: 'key-9' }));
      tx.put(sample(idOf(9), { agentId: null, idempotencyKey: 'key-9' }));
    },
    /idempotency key/,
  ],
  [
    'an audit event that is no JSON',
    (tx) => {
      tx.put(sample(idOf(9)));
      tx.audit(event({ details: { at: Number.NaN } }));
    },
    /NaN/,
  ],
];

export function writeContract(tested: TestedStore): void {
  describe('writes', () => {
    test('A15: give what their work gave, and are there for the next', async () => {
      const store = await openStore(tested);
      const given = await store.write(async (tx) => {
        tx.put(sample(idOf(1)));
        return { answer: 42 };
      });
      expect(given).toEqual({ answer: 42 });
      expect(await store.request(idOf(1))).toEqual(sample(idOf(1)));
      expect(await store.write((tx) => tx.request(idOf(1)))).toEqual(sample(idOf(1)));
    });

    test.runIf(tested.durable)('A15: are there when the store is opened again', async () => {
      const open = await openPlace(tested);
      const first = await open();
      await first.write(
        writing((tx) => {
          tx.put(sample(idOf(1), { idempotencyKey: 'k' }));
          tx.audit(event());
          tx.notify(notice(idOf(1)), START);
          tx.activate('sha256:one', sources('a'), START);
        }),
      );
      const before = await everything(first);
      await first.close();
      const second = await open();
      expect(await everything(second)).toEqual(before);
      expect(await second.write((tx) => tx.requestByKey('order-agent', 'k'))).toBeDefined();
    });

    test('A08: of a work that is alone may be made early, and are undone whole when it fails', async () => {
      const store = await openStore(tested);
      await putAll(store, [sample(idOf(1))]);
      const before = await everything(store);
      const parts = async (tx: Transaction, fails: boolean): Promise<void> => {
        tx.put(successor(sample(idOf(1)), { escalated: ['once'] }));
        tx.audit(event());
        await tx.spill();
        tx.put(sample(idOf(2), { idempotencyKey: 'k' }));
        tx.notify(notice(idOf(2)), START);
        tx.activate('sha256:one', sources('a'), START);
        await tx.spill();
        await tx.spill();
        if (fails) throw new Error('after all');
        tx.audit(event());
      };
      const failed = store.write((tx) => parts(tx, true), { alone: true });
      await expect(failed).rejects.toThrow('after all');
      expect(await everything(store)).toEqual(before);
      const others = [3, 4].map((number) => putAll(store, [sample(idOf(number))]));
      await store.write((tx) => parts(tx, false), { alone: true });
      await Promise.all(others);
      expect((await store.request(idOf(1)))?.escalated).toEqual(['once']);
      expect(idsOf(await store.list({}, 10))).toEqual([4, 3, 2, 1].map(idOf));
      expect(await store.activePolicy()).toEqual({ version: 'sha256:one', generation: 1 });
      expect((await store.notices(10)).map(({ notice: { requestId } }) => requestId)).toEqual([
        idOf(2),
      ]);
      const entries = await store.entries(0, 100);
      expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
      expect(await store.logHead()).toMatchObject({
        seq: entries.length,
        hash: entries.at(-1)?.hash,
      });
    });

    test('A08: that do not fit undo what a work that is alone has made early', async () => {
      const store = await openStore(tested);
      await putAll(store, [sample(idOf(1))]);
      const before = await everything(store);
      const misfit = store.write(
        async (tx) => {
          tx.put(sample(idOf(2)));
          tx.audit(event());
          await tx.spill();
          tx.put(sample(idOf(1)));
          await tx.spill();
        },
        { alone: true },
      );
      await expect(misfit).rejects.toThrow();
      expect(await everything(store)).toEqual(before);
      await putAll(store, [sample(idOf(2))]);
    });

    test('A15: are not seen by their own work, nor by anybody before it has ended', async () => {
      const store = await openStore(tested);
      const empty = await everything(store);
      await store.write(async (tx) => {
        tx.put(sample(idOf(1), { idempotencyKey: 'k' }));
        tx.audit(event());
        tx.notify(notice(idOf(1)), START);
        tx.activate('sha256:one', sources('a'), START);
        expect(await tx.request(idOf(1))).toBeUndefined();
        expect(await tx.requestByKey('order-agent', 'k')).toBeUndefined();
        expect(await tx.pending('orders.refund', undefined, 10)).toEqual([]);
        expect(await tx.due(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
        expect(await tx.activePolicy()).toBeUndefined();
        expect(await tx.wasActive('sha256:one')).toBe(false);
        expect((await tx.logHead()).seq).toBe(1);
        expect(await everything(store)).toEqual(empty);
      });
      await store.write(async (tx) => {
        expect(await tx.request(idOf(1))).toBeDefined();
        expect(await tx.requestByKey('order-agent', 'k')).toBeDefined();
        expect(await tx.pending('orders.refund', undefined, 10)).toHaveLength(1);
        expect(await tx.due(Number.MAX_SAFE_INTEGER, 10)).toHaveLength(1);
        expect(await tx.activePolicy()).toEqual({ version: 'sha256:one', generation: 1 });
        expect(await tx.wasActive('sha256:one')).toBe(true);
        expect((await tx.logHead()).seq).toBe(2);
      });
    });

    test('A15: leave nothing when their work throws, and pass its error on', async () => {
      const store = await openStore(tested);
      const before = await everything(store);
      const error = new Error('the work gave up');
      const failed = store.write(async (tx) => {
        tx.put(sample(idOf(1)));
        tx.audit(event());
        tx.notify(notice(idOf(1)), START);
        tx.activate('sha256:one', sources('a'), START);
        await tx.logHead();
        throw error;
      });
      await expect(failed).rejects.toBe(error);
      const thrown = store.write(() => {
        throw error;
      });
      await expect(thrown).rejects.toBe(error);
      expect(await everything(store)).toEqual(before);
    });

    test.each(UNWRITABLE)('A15: %s is refused, and nothing written', async (_, write, message) => {
      const store = await openStore(tested);
      await putAll(store, [sample(idOf(1), { idempotencyKey: 'key-1' })]);
      const before = await everything(store);
      await expect(store.write(writing(write))).rejects.toThrow(message);
      expect(await everything(store)).toEqual(before);
    });

    test('A15: one that fails takes nothing of those with it that share its commit', async () => {
      const store = await openStore(tested);
      await putAll(store, [sample(idOf(1), { idempotencyKey: 'key-1' })]);
      const works = Array.from({ length: 60 }, (_, index) => async (tx: Transaction) => {
        const [, unwritable] = UNWRITABLE[index % UNWRITABLE.length] ?? [];
        tx.audit(event({ request: idOf(100 + index) }));
        tx.put(sample(idOf(100 + index)));
        if (index % 3 === 1) throw new Error('the work gave up');
        if (index % 3 === 2) unwritable?.(tx);
      });
      const results = await Promise.allSettled(works.map((work) => store.write(work)));
      const kept = results.flatMap(({ status }, index) =>
        status === 'fulfilled' ? [idOf(100 + index)] : [],
      );
      expect(kept).toEqual(works.flatMap((_, at) => (at % 3 === 0 ? [idOf(100 + at)] : [])));
      expect(idsOf(await store.list({}, 1_000)).toReversed()).toEqual([idOf(1), ...kept]);
      const entries = await store.entries(1, 1_000);
      expect(entries.map(({ seq }) => seq)).toEqual(kept.map((_, at) => at + 2));
      expect(new Set(entries.map((entry) => JSON.parse(entry.event).request))).toEqual(
        new Set(kept),
      );
    });

    test('A15: run alone: 200 at once that read, then write, lose no step', async () => {
      const store = await openStore(tested);
      await putAll(store, [sample(idOf(1))]);
      let inside = 0;
      const results = await Promise.all(
        Array.from({ length: 200 }, () =>
          store.write(async (tx) => {
            inside += 1;
            expect(inside).toBe(1);
            const request = await tx.request(idOf(1));
            if (request === undefined) throw new Error('it was written');
            tx.put(successor(request));
            tx.audit(event());
            await tx.logHead();
            inside -= 1;
            return request.revision;
          }),
        ),
      );
      expect(results.sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
      expect((await store.request(idOf(1)))?.revision).toBe(201);
      expect((await store.logHead()).seq).toBe(201);
    });

    test('A15: may take a request several revisions further', async () => {
      const store = await openStore(tested);
      const [first, second] = [sample(idOf(1)), successor(sample(idOf(1)), { escalated: ['x'] })];
      await putAll(store, [first, second, successor(second, { escalated: ['y'] })]);
      expect(await store.request(idOf(1))).toMatchObject({ revision: 3, escalated: ['y'] });
      expect(await store.list({}, 10)).toHaveLength(1);
    });

    test('A15: may be big: 5,000 requests and events in one', async () => {
      const store = await openStore(tested);
      const all = Array.from({ length: 5_000 }, (_, index) => sample(idOf(index)));
      await store.write(
        writing((tx) => {
          for (const request of all) {
            tx.put(request);
            tx.audit(event({ request: request.id }));
            tx.notify(notice(request.id), START);
          }
        }),
      );
      await putAll(
        store,
        all.map((request) => successor(request)),
      );
      const list = await store.list({}, 10_000);
      expect(idsOf(list).toReversed()).toEqual(idsOf(all));
      expect(list.every(({ revision }) => revision === 2)).toBe(true);
      expect((await store.logHead()).seq).toBe(5_001);
      expect(await store.notices(10_000)).toHaveLength(5_000);
    });

    test('A15: a transaction takes nothing once its work has ended', async () => {
      const store = await openStore(tested);
      const late = await store.write(async (tx) => ({ tx }));
      expect(() => late.tx.put(sample(idOf(1)))).toThrow(/ended/);
      await expect(late.tx.request(idOf(1))).rejects.toThrow(/ended/);
      expect(await store.request(idOf(1))).toBeUndefined();
    });
  });
}
