import { describe, expect, test } from 'vitest';
import type { ApprovalRequest } from '../../../src/approvals/request.ts';
import type { Store, Transaction } from '../../../src/approvals/store.ts';
import { idOf, putAll, resolved, START, sample, successor } from '../samples.ts';
import { openStore, type TestedStore } from './database.ts';

const first = sample(idOf(1));
const voter = { id: 'user:bob', groups: ['group:leads'], mayApprove: true, via: 'cli' };
const VOTES: ApprovalRequest['votes'] = [
  { voter, choice: 'approve', reason: 'fine', at: START + 1 },
];

/** Each part of a request that its successor may have otherwise. */
const CHANGES: Readonly<Record<string, Partial<ApprovalRequest>>> = {
  requesters: { requesters: ['user:rita@example.com', 'user:alice'] },
  ruling: { ruling: { ...first.ruling, policyVersion: 'sha256:two' } },
  message: { ruling: { ...first.ruling, message: 'a', shownMessage: 'b' } },
  terms: { terms: { ...first.terms, requirements: [{ approvers: ['user:bob'], quorum: 2 }] } },
  escalated: { escalated: ['600000 group:leads'] },
  votes: { votes: VOTES },
  resolution: { resolution: resolved('cancelled') },
  execution: { execution: { status: 'void', at: START, reason: 'late' } },
};

/** Takes the request one revision further from what the work reads of it. */
const further =
  (changes: Partial<ApprovalRequest>) =>
  async (tx: Transaction): Promise<void> => {
    const before = await stored(tx);
    tx.put(successor(before, changes), before);
  };

async function stored(tx: Pick<Store, 'request'> | Transaction): Promise<ApprovalRequest> {
  const request = await tx.request(idOf(1));
  if (request === undefined) throw new Error('it was written');
  return request;
}

const shown = (revision: number, changes: Partial<ApprovalRequest>): ApprovalRequest => ({
  ...first,
  ...changes,
  revision,
});

export function successorContract(tested: TestedStore): void {
  describe('a successor, with what it was made from', () => {
    const cells = Object.entries(CHANGES);
    test.each(cells)('A15: is kept whole where its %s differs', async (_, changes) => {
      const store = await openStore(tested);
      await putAll(store, [first]);
      await store.write(further(changes));
      expect(await stored(store)).toEqual(shown(2, changes));
      await store.write(further({}));
      expect(await stored(store)).toEqual(shown(3, changes));
    });

    const pairs = cells.flatMap(([a, one]) => cells.map(([b, two]) => [a, b, one, two] as const));
    test.each(pairs)('A15: is kept whole over two in one work: %s, %s', async (_, __, a, b) => {
      const store = await openStore(tested);
      await putAll(store, [first]);
      await store.write(async (tx) => {
        const before = await stored(tx);
        const second = successor(before, a);
        tx.put(second, before);
        tx.put(successor(second, b), second);
      });
      expect(await stored(store)).toEqual(shown(3, { ...a, ...b }));
    });

    test('A15: is kept whole where its work made the request', async () => {
      const store = await openStore(tested);
      await store.write(async (tx) => {
        tx.put(first);
        const second = successor(first, { resolution: resolved('approved') });
        tx.put(second, first);
        tx.put(successor(second, { votes: VOTES }), second);
      });
      expect(await stored(store)).toEqual(
        shown(3, { resolution: resolved('approved'), votes: VOTES }),
      );
    });

    test('A15: is kept whole where some of several are without it', async () => {
      const store = await openStore(tested);
      await putAll(store, [first]);
      await store.write(async (tx) => {
        const before = await stored(tx);
        const second = successor(before, { votes: VOTES });
        tx.put(second);
        tx.put(successor(second, { escalated: [] }), second);
      });
      expect(await stored(store)).toEqual(shown(3, { votes: VOTES }));
    });

    test('A15: builds on what other works of the same commit have made of the request', async () => {
      const store = await openStore(tested);
      await putAll(store, [first]);
      const all = Object.values(CHANGES);
      const works = all.flatMap((changes) => [
        further(changes),
        further({}),
        async (tx: Transaction) => {
          await further({ votes: [], escalated: ['lost'] })(tx);
          throw new Error('the work gave up');
        },
      ]);
      const results = await Promise.allSettled(works.map((work) => store.write(work)));
      expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(all.length);
      expect(await stored(store)).toEqual(shown(1 + 2 * all.length, Object.assign({}, ...all)));
    });

    test('A15: builds on what a work that is alone has written early', async () => {
      const store = await openStore(tested);
      await putAll(store, [first]);
      await store.write(
        async (tx) => {
          const before = await stored(tx);
          const second = successor(before, { votes: VOTES });
          tx.put(second, before);
          await tx.spill();
          tx.put(successor(second, { resolution: resolved('rejected') }), second);
        },
        { alone: true },
      );
      expect(await stored(store)).toEqual(
        shown(3, { votes: VOTES, resolution: resolved('rejected') }),
      );
    });
  });
}
