import { describe, expect, test } from 'vitest';
import { escalationKey } from '../../../src/approvals/escalation.ts';
import type { ApprovalRequest } from '../../../src/approvals/request.ts';
import type { Store } from '../../../src/approvals/store.ts';
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
} from '../samples.ts';
import { openStore, type TestedStore } from './database.ts';

const due = (store: Store, now: number, limit = 100): Promise<readonly string[]> =>
  store.write(async (tx) => idsOf(await tx.due(now, limit)));

const pending = (store: Store, after: string | undefined, limit: number) =>
  store.write(async (tx) => idsOf(await tx.pending('orders.refund', after, limit)));

const capturedCall = (tool: string): ApprovalRequest['captured'] => ({
  ...sample('').captured,
  call: { tool, param: {} },
});

const ESCALATION = { afterMs: 70, to: ['group:leads'] };

/** Requests by the moment at which time changes them, and those that it leaves alone. */
const WAKES: readonly [number | undefined, Partial<ApprovalRequest>][] = [
  [30, { deadline: START + 30 }],
  [10, { resolution: resolved('approved'), execution: unclaimed(START + 10) }],
  [20, { resolution: resolved('approved'), execution: executing(START + 20) }],
  [70, { terms: { ...sample('').terms, escalations: [ESCALATION] } }],
  [
    90,
    {
      terms: { ...sample('').terms, escalations: [ESCALATION] },
      escalated: [escalationKey(ESCALATION)],
      deadline: START + 90,
    },
  ],
  [undefined, { resolution: resolved('rejected'), deadline: START + 1 }],
  [undefined, { resolution: resolved('expired'), deadline: START + 1 }],
  [
    undefined,
    {
      resolution: resolved('approved'),
      execution: { status: 'void', at: START, reason: 'too late' },
    },
  ],
];

export function timeContract(tested: TestedStore): void {
  describe('time', () => {
    test('A03: what is due comes earliest first, and not too early', async () => {
      const store = await openStore(tested);
      expect(await store.nextWake()).toBeUndefined();
      expect(await due(store, Number.MAX_SAFE_INTEGER)).toEqual([]);
      await putAll(
        store,
        WAKES.map(([, changes], index) => sample(idOf(index), changes)),
      );
      const order = [1, 2, 0, 3, 4].map(idOf);
      expect(await store.nextWake()).toBe(START + 10);
      expect(await due(store, START + 9)).toEqual([]);
      expect(await due(store, START + 10)).toEqual(order.slice(0, 1));
      expect(await due(store, START + 89)).toEqual(order.slice(0, 4));
      expect(await due(store, START + 90)).toEqual(order);
      expect(await due(store, START + 90, 2)).toEqual(order.slice(0, 2));
    });

    test('A03: the next moment follows what requests become', async () => {
      const store = await openStore(tested);
      const request = sample(idOf(1), { deadline: START + 5 });
      await putAll(store, [request, sample(idOf(2), { deadline: START + 50 })]);
      expect(await store.nextWake()).toBe(START + 5);
      const claimable = successor(request, {
        resolution: resolved('approved'),
        execution: unclaimed(START + 80),
      });
      await putAll(store, [claimable]);
      expect(await store.nextWake()).toBe(START + 50);
      await putAll(store, [successor(sample(idOf(2)), { resolution: resolved('expired') })]);
      expect(await store.nextWake()).toBe(START + 80);
      await putAll(store, [successor(claimable, { execution: executing(START + 60) })]);
      expect(await store.nextWake()).toBe(START + 60);
      expect(await due(store, START + 60)).toEqual([idOf(1)]);
      await putAll(store, [
        successor(successor(claimable), {
          execution: { status: 'void', at: START, reason: 'too late' },
        }),
      ]);
      expect(await store.nextWake()).toBeUndefined();
      expect(await due(store, Number.MAX_SAFE_INTEGER)).toEqual([]);
    });

    test('A03: those due at one moment come in the order of their ids', async () => {
      const store = await openStore(tested);
      await putAll(
        store,
        [3, 1, 2].map((number) => sample(idOf(number))),
      );
      expect(await due(store, Number.MAX_SAFE_INTEGER)).toEqual([1, 2, 3].map(idOf));
    });

    test('A08: pending requests come in the order of their ids, a page at a time', async () => {
      const store = await openStore(tested);
      const all = [5, 1, 4, 2, 3].map((number) => sample(idOf(number)));
      await putAll(store, [...all, sample(idOf(6), { resolution: resolved('cancelled') })]);
      expect(await pending(store, undefined, 100)).toEqual([1, 2, 3, 4, 5].map(idOf));
      expect(await pending(store, undefined, 2)).toEqual([1, 2].map(idOf));
      expect(await pending(store, idOf(2), 2)).toEqual([3, 4].map(idOf));
      expect(await pending(store, `${idOf(2)}x`, 2)).toEqual([3, 4].map(idOf));
      expect(await pending(store, idOf(5), 2)).toEqual([]);
      await putAll(store, [successor(sample(idOf(3)), { resolution: resolved('expired') })]);
      expect(await pending(store, undefined, 100)).toEqual([1, 2, 4, 5].map(idOf));
    });

    test('A08: pending requests are found by their tools, whatever those are called', async () => {
      const store = await openStore(tested);
      const tools = ['orders.refund', 'Orders.refund', 'o', '\u0000', '\u2028"', 'é'.repeat(1000)];
      const all = tools.flatMap((tool, index) =>
        [0, 10].map((more) => sample(idOf(index + more), { captured: capturedCall(tool) })),
      );
      await putAll(store, all);
      const [ended] = all;
      if (ended === undefined) throw new Error('there are tools');
      await putAll(store, [successor(ended, { resolution: resolved('expired') })]);
      await store.write(async (tx) => {
        expect([...(await tx.pendingTools())].sort()).toEqual([...tools].sort());
        for (const [index, tool] of tools.entries()) {
          const ids = (index === 0 ? [10] : [index, index + 10]).map(idOf);
          expect(idsOf(await tx.pending(tool, undefined, 100))).toEqual(ids);
        }
        expect(await tx.pending('orders.*', undefined, 100)).toEqual([]);
      });
      await putAll(store, [
        successor(sample(idOf(10), { captured: capturedCall('orders.refund') }), {
          resolution: resolved('expired'),
        }),
      ]);
      await store.write(async (tx) => {
        expect([...(await tx.pendingTools())].sort()).toEqual([...tools.slice(1)].sort());
      });
    });
  });
}
