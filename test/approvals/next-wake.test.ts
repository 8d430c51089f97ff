import { describe, expect, test } from 'vitest';
import { nextWake } from '../../src/approvals/next-wake.ts';
import type { ApprovalRequest } from '../../src/approvals/request.ts';
import { type ResolutionEvent, resolve } from '../../src/approvals/resolution.ts';
import { at, DEADLINE, held, NOW, person, START, time, vote } from './held.ts';

const bob = person('bob@example.com');
const withdraw: ResolutionEvent = { kind: 'withdraw', by: null, reason: null };

describe('when time changes a request next', () => {
  const escalations = [{ afterMs: 120_000, to: ['group:leads'] }];
  const pending = held({ escalations });
  const approved = resolve(held(), vote(bob), at(DEADLINE - 1)).request;
  const cells: readonly [string, ApprovalRequest, number | undefined][] = [
    ['pending: its deadline', held(), DEADLINE],
    ['pending: an escalation', pending, START + 120_000],
    [
      'pending: the deadline once that is done',
      resolve(pending, time, at(START + 120_000)).request,
      DEADLINE,
    ],
    ['approved: the end of the time for a claim', approved, DEADLINE - 1 + 600_000],
    ['rejected', resolve(held(), vote(bob, 'reject'), NOW).request, undefined],
    ['expired', resolve(held(), time, at(DEADLINE)).request, undefined],
    ['cancelled', resolve(held(), withdraw, NOW).request, undefined],
  ];
  test.each(cells)('A03: %s', (_, request, wake) => {
    expect(nextWake(request)).toBe(wake);
  });
});
