import { describe, expect, test } from 'vitest';
import type { CapturedCall } from '../../../src/approvals/captured-call.ts';
import type { ApprovalRequest } from '../../../src/approvals/request.ts';
import type { RequestFilter, Store } from '../../../src/approvals/store.ts';

import {
  executing,
  idOf,
  idsOf,
  putAll,
  resolved,
  START,
  sample,
  successor,
  unclaimed,
  writing,
} from '../samples.ts';
import { openStore, type TestedStore } from './database.ts';

const byKey = (store: Store, agentId: string | null, key: string): Promise<string | undefined> =>
  store.write(async (tx) => (await tx.requestByKey(agentId, key))?.id);

const calling = (call: CapturedCall['call']): CapturedCall => ({
  call,
  digest: `sha256:${'0'.repeat(64)}`,
  unbound: false,
});

/** One request of each kind that a filter tells apart, by what is special about it. */
const KINDS: readonly Partial<ApprovalRequest>[] = [
  {},
  { resolution: resolved('rejected') },
  { resolution: resolved('expired') },
  { resolution: resolved('cancelled') },
  { resolution: resolved('approved'), execution: unclaimed(START + 10) },
  { resolution: resolved('approved'), execution: executing(START + 10) },
  { agentId: null },
  { agentId: 'Order-Agent' },
  { agentId: '' },
  { captured: calling({ tool: 'orders.read', run: { id: 'run-2' } }) },
  { captured: calling({ tool: { name: 'orders.read', server: 's' }, run: {} }) },
  { captured: calling({ tool: 'orders_refund' }), agentId: 'other' },
];

const FILTERS: readonly [RequestFilter, readonly number[]][] = [
  [{}, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  [{ status: 'pending' }, [0, 6, 7, 8, 9, 10, 11]],
  [{ status: 'rejected' }, [1]],
  [{ status: 'expired' }, [2]],
  [{ status: 'cancelled' }, [3]],
  [{ status: 'approved' }, [4, 5]],
  [{ execution: 'waiting' }, [0, 1, 2, 3, 6, 7, 8, 9, 10, 11]],
  [{ execution: 'unclaimed' }, [4]],
  [{ execution: 'executing' }, [5]],
  [{ execution: 'succeeded' }, []],
  [{ agent: 'order-agent' }, [0, 1, 2, 3, 4, 5, 9, 10]],
  [{ agent: 'Order-Agent' }, [7]],
  [{ agent: '' }, [8]],
  [{ agent: 'null' }, []],
  [{ agent: 'order%' }, []],
  [{ agent: "' or 1=1 --" }, []],
  [{ tool: 'orders.read' }, [9, 10]],
  [{ tool: 'orders_refund' }, [11]],
  [{ tool: 'orders.%' }, []],
  [{ run: 'run-1' }, [0, 1, 2, 3, 4, 5, 6, 7, 8]],
  [{ run: 'run-2' }, [9]],
  [{ status: 'approved', execution: 'executing' }, [5]],
  [{ status: 'pending', agent: 'order-agent', tool: 'orders.read', run: 'run-2' }, [9]],
  [{ status: 'rejected', agent: 'other' }, []],
];

export function requestContract(tested: TestedStore): void {
  describe('requests', () => {
    test('A15: are found by id, as they are now', async () => {
      const store = await openStore(tested);
      const first = sample(idOf(1));
      const second = successor(first, { resolution: resolved('approved') });
      expect(await store.request(idOf(1))).toBeUndefined();
      await putAll(store, [first]);
      await putAll(store, [second]);
      expect(await store.request(idOf(1))).toEqual(second);
      expect(await store.request(idOf(1).toUpperCase())).toBeUndefined();
    });

    test('A15, A17: keep everything that a later revision may change', async () => {
      const store = await openStore(tested);
      const first = sample(idOf(1));
      const voter = { id: 'user:bob', groups: ['group:leads'], mayApprove: true, via: 'cli' };
      const second = successor(first, {
        requesters: [...first.requesters, 'user:alice'],
        ruling: { ...first.ruling, heldAgainst: 'sha256:two' },
        terms: { ...first.terms, requirements: [{ approvers: ['group:leads'], quorum: 2 }] },
        escalated: ['600000:group:leads'],
        votes: [{ voter, choice: 'approve', reason: null, at: START + 1 }],
      });
      await putAll(store, [first]);
      await putAll(store, [second]);
      expect(await store.request(idOf(1))).toEqual(second);
      expect(await store.list({}, 10)).toEqual([second]);
    });

    test('A15: are found by the key that their agent gave', async () => {
      const store = await openStore(tested);
      const keys: readonly [string | null, string][] = [
        ['a', 'k'],
        ['b', 'k'],
        [null, 'k'],
        ['', 'k'],
        ['a', 'K'],
        ['a', ''],
        ['a', 'k '],
        ['null', 'k'],
      ];
      const all = keys.map(([agentId, idempotencyKey], index) =>
        sample(idOf(index), { agentId, idempotencyKey }),
      );
      await putAll(store, [...all, sample(idOf(100), { agentId: 'a' })]);
      for (const [index, [agentId, key]] of keys.entries())
        expect(await byKey(store, agentId, key)).toBe(idOf(index));
      expect(await byKey(store, 'c', 'k')).toBeUndefined();
      expect(await byKey(store, 'a', 'other')).toBeUndefined();
    });

    test('A15: their keys are forgotten, and can be used anew', async () => {
      const store = await openStore(tested);
      const old = sample(idOf(1), { idempotencyKey: 'old' });
      const edge = sample(idOf(2), { idempotencyKey: 'edge', createdAt: START + 10 });
      await putAll(store, [old, edge]);
      await store.write(writing((tx) => tx.forget(START + 10)));
      expect(await byKey(store, 'order-agent', 'old')).toBeUndefined();
      expect(await byKey(store, 'order-agent', 'edge')).toBe(idOf(2));
      expect(await store.request(idOf(1))).toEqual(old);

      await putAll(store, [sample(idOf(3), { idempotencyKey: 'old', createdAt: START + 20 })]);
      await putAll(store, [successor(old, { resolution: resolved('cancelled') })]);
      expect(await byKey(store, 'order-agent', 'old')).toBe(idOf(3));
      expect((await store.request(idOf(1)))?.revision).toBe(2);
    });

    test('A15: a key is still found after its request has changed', async () => {
      const store = await openStore(tested);
      const request = sample(idOf(1), { idempotencyKey: 'k' });
      await putAll(store, [request]);
      await putAll(store, [successor(request, { resolution: resolved('approved') })]);
      expect(await byKey(store, 'order-agent', 'k')).toBe(idOf(1));
    });

    test('A15: a key can be forgotten and taken in one work', async () => {
      const store = await openStore(tested);
      await putAll(store, [sample(idOf(1), { idempotencyKey: 'k' })]);
      await store.write(
        writing((tx) => {
          tx.forget(START + 1);
          tx.put(sample(idOf(2), { idempotencyKey: 'k', createdAt: START + 2 }));
        }),
      );
      expect(await byKey(store, 'order-agent', 'k')).toBe(idOf(2));
    });

    test('I03: every filter finds its own, newest first', async () => {
      const store = await openStore(tested);
      await putAll(
        store,
        KINDS.map((changes, index) => sample(idOf(index), changes)),
      );
      for (const [filter, expected] of FILTERS) {
        const found = idsOf(await store.list(filter, 100));
        expect(found, JSON.stringify(filter)).toEqual(expected.map(idOf).toReversed());
      }
    });

    test('I03: filters follow what requests become', async () => {
      const store = await openStore(tested);
      await putAll(store, [sample(idOf(1))]);
      await putAll(store, [
        successor(sample(idOf(1)), {
          resolution: resolved('approved'),
          execution: executing(START + 1),
        }),
      ]);
      expect(await store.list({ status: 'pending' }, 10)).toEqual([]);
      expect(await store.list({ status: 'approved', execution: 'executing' }, 10)).toHaveLength(1);
    });

    test('I03: a list goes on where the last one ended', async () => {
      const store = await openStore(tested);
      await putAll(
        store,
        Array.from({ length: 25 }, (_, index) =>
          sample(idOf(index), { agentId: index % 2 === 0 ? 'even' : 'odd' }),
        ),
      );
      const pages: string[][] = [];
      let before: string | undefined;
      for (;;) {
        const page = idsOf(await store.list({ agent: 'even' }, 5, before));
        if (page.length === 0) break;
        pages.push([...page]);
        before = page.at(-1);
      }
      expect(pages.map(({ length }) => length)).toEqual([5, 5, 3]);
      expect(pages.flat()).toEqual(
        Array.from({ length: 13 }, (_, index) => idOf(index * 2)).toReversed(),
      );
      expect(idsOf(await store.list({}, 2, idOf(3)))).toEqual([idOf(2), idOf(1)]);
      expect(idsOf(await store.list({}, 2, 'req_00000003x'))).toEqual([idOf(3), idOf(2)]);
      expect(await store.list({}, 2, idOf(0))).toEqual([]);
    });
  });
}
