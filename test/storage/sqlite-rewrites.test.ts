import { describe, expect, test } from 'vitest';
import type { ApprovalRequest } from '../../src/approvals/request.ts';
import type { Transaction } from '../../src/approvals/store.ts';
import { idOf, putAll, resolved, START, sample, successor, unclaimed } from './samples.ts';
import { newPath, openAt, rawConnection } from './sqlite-place.ts';

describe('what a successor shares with the request that it was made from', () => {
  /** Fails unless the large part of a request is written `times` times by a work. */
  async function expectRewritten(
    times: number,
    work: (tx: Transaction, before: ApprovalRequest) => void,
  ): Promise<void> {
    const path = newPath();
    const store = await openAt(path);
    await putAll(store, [sample(idOf(1))]);
    const raw = await rawConnection(path);
    raw.exec(
      `create table rewritten(n);
       create trigger count_them after update on request_contents
       begin insert into rewritten values (1); end`,
    );
    await store.write(async (tx) => {
      const before = await tx.request(idOf(1));
      if (before === undefined) throw new Error('it was written');
      work(tx, before);
    });
    expect(raw.prepare('select count(*) as n from rewritten').all()).toEqual([{ n: times }]);
  }

  const votes = [
    {
      voter: { id: 'user:bob', groups: [], mayApprove: true, via: 'cli' },
      choice: 'approve',
      reason: null,
      at: START,
    },
  ] as const;

  test.each([
    [0, 'nothing but the resolution', { resolution: resolved('cancelled') }],
    [0, 'nothing but the execution', { execution: unclaimed(START) }],
    [1, 'a vote', { votes }],
    [1, 'an escalation', { escalated: ['x'] }],
  ] as const)('A08: is written %d times where what differs is %s', async (times, _, changes) => {
    await expectRewritten(times, (tx, before) => tx.put(successor(before, changes), before));
  });

  test('A08: is written once over two revisions of one work, if it differs in either', async () => {
    const resolution = resolved('approved');
    await expectRewritten(0, (tx, before) => {
      const second = successor(before, { resolution });
      tx.put(second, before);
      tx.put(successor(second, { execution: unclaimed(START) }), second);
    });
    await expectRewritten(1, (tx, before) => {
      const second = successor(before, { votes });
      tx.put(second, before);
      tx.put(successor(second, { resolution }), second);
    });
    await expectRewritten(1, (tx, before) => tx.put(successor(before, { resolution })));
  });
});
