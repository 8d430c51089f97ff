import { describe, expect, test } from 'vitest';
import type { ApprovalRequest } from '../../src/approvals/request.ts';
import { type ResolutionEvent, resolve } from '../../src/approvals/resolution.ts';
import {
  at,
  auditOf,
  DEADLINE,
  decided,
  effectsOf,
  HELD_MS,
  held,
  NOW,
  person,
  policy,
  time,
  vote,
} from './held.ts';

const bob = person('bob@example.com');
const approve = vote(bob, 'approve', 'known customer');
const reject = vote(bob, 'reject', 'too much');
const withdraw: ResolutionEvent = { kind: 'withdraw', by: null, reason: 'no longer needed' };
const byOperator: ResolutionEvent = { kind: 'withdraw', by: 'user:olga', reason: null };
const allows = policy(decided('allow'));
const blocks = policy(decided('block'));
const holds = policy(decided('require_approval', { requirements: [{ approvers: [], quorum: 2 }] }));

const EVENTS: readonly [string, ResolutionEvent][] = [
  ['an approval', approve],
  ['a rejection', reject],
  ['a withdrawal', withdraw],
  ['the withdrawal of an operator', byOperator],
  ['time', time],
  ['a policy that allows', allows],
  ['a policy that blocks', blocks],
  ['a policy that holds', holds],
];

describe('a pending request', () => {
  const CLAIMABLE = `wake +${HELD_MS}`;
  const cells: readonly [string, ResolutionEvent, object, string, readonly string[]][] = [
    [
      'is approved by the vote that meets every requirement',
      approve,
      {
        status: 'approved',
        code: 'approved_by_vote',
        resolvedBy: bob.id,
        reason: 'known customer',
      },
      'unclaimed',
      ['approval.voted', 'approval.approved', 'approval.resolved', 'release', CLAIMABLE],
    ],
    [
      'is rejected by anyone eligible',
      reject,
      { status: 'rejected', code: 'rejected_by_vote', resolvedBy: bob.id, reason: 'too much' },
      'waiting',
      ['approval.voted', 'approval.rejected', 'approval.resolved', 'release'],
    ],
    [
      'is cancelled by its caller',
      withdraw,
      { status: 'cancelled', code: 'withdrawn', resolvedBy: null, reason: 'no longer needed' },
      'waiting',
      ['approval.cancelled', 'approval.resolved', 'release'],
    ],
    [
      'is cancelled by an operator',
      byOperator,
      { status: 'cancelled', code: 'withdrawn', resolvedBy: 'user:olga', reason: null },
      'waiting',
      ['approval.cancelled', 'approval.resolved', 'release'],
    ],
    [
      'is approved by a policy that allows it now',
      allows,
      { status: 'approved', code: 'policy_change', resolvedBy: null },
      'unclaimed',
      ['approval.approved', 'approval.resolved', 'release', CLAIMABLE],
    ],
    [
      'is rejected by a policy that blocks it now',
      blocks,
      { status: 'rejected', code: 'policy_change', resolvedBy: null },
      'waiting',
      ['approval.rejected', 'approval.resolved', 'release'],
    ],
  ];
  test.each(cells)('A01, A02, A16: %s', (_, event, resolution, execution, effects) => {
    const request = held();
    const next = resolve(request, event, NOW);
    expect(next.conflict).toBeUndefined();
    expect(next.request.resolution).toMatchObject({
      ...resolution,
      at: NOW.now,
      policyVersion: NOW.policyVersion,
    });
    expect(next.request.execution.status).toBe(execution);
    expect(effectsOf(next)).toEqual(effects);
    const { status } = next.request.resolution;
    expect(auditOf(next, `approval.${status}`)).toMatchObject({
      wait_ms: 60_000,
      decision: status,
    });
    expect(request).toEqual(held());
  });

  test('A05: the vote is recorded with who, when, why and through what', () => {
    const next = resolve(held(), approve, NOW);
    expect(next.request.votes).toEqual([
      { voter: bob, choice: 'approve', reason: 'known customer', at: NOW.now },
    ]);
    expect(auditOf(next, 'approval.voted')).toEqual({
      decision: 'approve',
      person: bob.id,
      via: 'cli',
      reason: 'known customer',
    });
  });

  test('A03: stays as it is while time changes nothing', () => {
    const request = held();
    expect(resolve(request, time, NOW)).toEqual({ request, effects: [] });
    expect(resolve(request, time, NOW).request).toBe(request);
  });

  test.each(EVENTS)('A03: is open until just before its deadline: %s', (_, event) => {
    const next = resolve(held(), event, at(DEADLINE - 1));
    expect(next.request.resolution.status).not.toBe('expired');
    expect(next.conflict).toBeUndefined();
  });

  const late = EVENTS.flatMap(([name, event]) => [
    [name, event, DEADLINE] as const,
    [name, event, DEADLINE + 1] as const,
  ]);
  test.each(late)('A03: expires at its deadline, whatever comes: %s', (_, event, now) => {
    const next = resolve(held(), event, at(now));
    expect(next.request.resolution).toEqual({
      status: 'expired',
      at: now,
      code: 'approval_timeout',
      resolvedBy: null,
      reason: 'approval_timeout',
      policyVersion: NOW.policyVersion,
    });
    expect(next.request.votes).toEqual([]);
    expect(next.request.execution).toEqual({ status: 'waiting' });
    expect(effectsOf(next)).toEqual(['approval.expired', 'approval.resolved', 'release']);
    const isAsked = event.kind === 'vote' || event.kind === 'withdraw';
    expect(next.conflict?.code).toBe(isAsked ? 'approval/not-pending' : undefined);
    if (isAsked) expect(next.conflict?.request).toBe(next.request);
  });

  test('A02: an approval late in its time can be claimed for ten minutes', () => {
    const next = resolve(held(), approve, at(DEADLINE - 1));
    expect(next.request.execution).toEqual({
      status: 'unclaimed',
      claimBefore: DEADLINE - 1 + 600_000,
    });
  });
});

describe('a resolved request', () => {
  const ENDED: readonly [string, ApprovalRequest, RegExp][] = [
    ['approved', resolve(held(), approve, NOW).request, /approved already by `user:bob@/],
    [
      'rejected',
      resolve(held(), reject, NOW).request,
      /rejected already by `user:bob@.*: too much/,
    ],
    [
      'expired',
      resolve(held(), time, at(DEADLINE)).request,
      /expired already at .*approval_timeout/,
    ],
    [
      'cancelled',
      resolve(held(), byOperator, NOW).request,
      /cancelled already by `user:olga` at 20/,
    ],
    ['approved', resolve(held(), allows, NOW).request, /approved already at .*policy_change/],
  ];
  const cells = ENDED.flatMap(([status, request, says]) =>
    EVENTS.flatMap(([name, event]) =>
      [NOW.now + 1, DEADLINE + 1].map((now) => [status, name, request, says, event, now] as const),
    ),
  );
  test.each(cells)('A02, A16: %s, stays so: %s', (_, __, request, says, event, now) => {
    const next = resolve(request, event, at(now));
    expect(next.request).toBe(request);
    expect(next.effects).toEqual([]);
    if (event.kind === 'vote' || event.kind === 'withdraw') {
      expect(next.conflict).toMatchObject({ code: 'approval/not-pending', request });
      expect(next.conflict?.message).toMatch(says);
    } else expect(next.conflict).toBeUndefined();
  });
});
