import { describe, expect, test } from 'vitest';
import { type ExecutionEvent, execute } from '../../src/approvals/execution.ts';
import { nextWake } from '../../src/approvals/next-wake.ts';
import type { ApprovalRequest } from '../../src/approvals/request.ts';
import { resolve } from '../../src/approvals/resolution.ts';
import type { ConflictCode } from '../../src/approvals/transition.ts';
import { auditOf, DEADLINE, decided, effectsOf, held, NOW, person, START, vote } from './held.ts';

const bob = person('bob');
const LEASE = 30_000;
const at = (now: number, policyVersion = 'sha256:one') => ({ now, policyVersion });

const pending = held();
const approved = resolve(held(), vote(bob), NOW).request;
const rejected = resolve(held(), vote(bob, 'reject', 'no'), NOW).request;
const expired = resolve(held(), { kind: 'time' }, at(DEADLINE)).request;
const cancelled = resolve(held(), { kind: 'withdraw', by: null, reason: null }, NOW).request;

const CLAIMED = NOW.now + 1;
const HALT = { agent: null, by: 'user:olga', reason: 'an incident', at: START };
const claim = (changes: Partial<Extract<ExecutionEvent, { kind: 'claim' }>> = {}) =>
  ({
    kind: 'claim',
    claimId: 'clm_1',
    digest: approved.captured.digest,
    decision: decided('require_approval', {}, 'sha256:one'),
    halt: undefined,
    leaseMs: LEASE,
    ...changes,
  }) as const;
const renew = { kind: 'renew', claimId: 'clm_1', leaseMs: LEASE } as const;
const report = (outcome: 'succeeded' | 'failed', claimId = 'clm_1') =>
  ({ kind: 'report', claimId, outcome, error: outcome === 'failed' ? 'boom' : null }) as const;
const time = { kind: 'time' } as const;

const executing = execute(approved, claim(), at(CLAIMED)).request;
const LAPSE = CLAIMED + LEASE;
const succeeded = execute(executing, report('succeeded'), at(CLAIMED + 5)).request;
const failed = execute(executing, report('failed'), at(CLAIMED + 5)).request;
const ambiguous = execute(executing, time, at(LAPSE)).request;
const reportedLate = execute(ambiguous, report('failed'), at(LAPSE + 9)).request;
const voided = execute(approved, time, at(DEADLINE)).request;

const STATES = {
  pending,
  rejected,
  expired,
  cancelled,
  unclaimed: approved,
  executing,
  succeeded,
  failed,
  ambiguous,
  reportedLate,
  void: voided,
} as const satisfies Record<string, ApprovalRequest>;

const EVENTS = {
  time,
  claim: claim(),
  'another claim': claim({ claimId: 'clm_2' }),
  'a claim of another call': claim({ digest: 'sha256:other' }),
  'a claim that is blocked': claim({ decision: decided('block') }),
  'a claim that is halted': claim({ halt: HALT }),
  renew,
  'renew of another': { ...renew, claimId: 'clm_2' },
  succeeded: report('succeeded'),
  failed: report('failed'),
  'report of another': report('succeeded', 'clm_2'),
} as const satisfies Record<string, ExecutionEvent>;

/** What becomes of each state by each event, well before anything lapses: a state, a conflict, or `=`. */
type Row = readonly [keyof typeof EVENTS, string];
const NOT_APPROVED: readonly Row[] = [
  ['time', '='],
  ['claim', 'approval/not-approved'],
  ['another claim', 'approval/not-approved'],
  ['a claim of another call', 'approval/not-approved'],
  ['a claim that is blocked', 'approval/not-approved'],
  ['a claim that is halted', 'approval/not-approved'],
  ['renew', 'approval/claim-lost'],
  ['renew of another', 'approval/claim-lost'],
  ['succeeded', 'approval/claim-lost'],
  ['failed', 'approval/claim-lost'],
  ['report of another', 'approval/claim-lost'],
];
const claimedAlready: readonly Row[] = [
  ['time', '='],
  ['claim', 'approval/already-claimed'],
  ['another claim', 'approval/already-claimed'],
  ['a claim of another call', 'approval/already-claimed'],
  ['a claim that is blocked', 'approval/already-claimed'],
  ['a claim that is halted', 'approval/already-claimed'],
  ['renew of another', 'approval/claim-lost'],
  ['report of another', 'approval/claim-lost'],
];
const TABLE: Readonly<Record<keyof typeof STATES, readonly Row[]>> = {
  pending: NOT_APPROVED,
  rejected: NOT_APPROVED,
  expired: NOT_APPROVED,
  cancelled: NOT_APPROVED,
  unclaimed: [
    ['time', '='],
    ['claim', 'executing'],
    ['another claim', 'executing'],
    ['a claim of another call', 'approval/digest-mismatch'],
    ['a claim that is blocked', 'approval/void'],
    ['a claim that is halted', 'approval/halted'],
    ['renew', 'approval/claim-lost'],
    ['renew of another', 'approval/claim-lost'],
    ['succeeded', 'approval/claim-lost'],
    ['failed', 'approval/claim-lost'],
    ['report of another', 'approval/claim-lost'],
  ],
  executing: [
    ['time', '='],
    // the same claim again, from whoever holds it
    ['claim', '='],
    ['another claim', 'approval/already-claimed'],
    ['a claim of another call', 'approval/digest-mismatch'],
    ['a claim that is blocked', '='],
    ['a claim that is halted', 'approval/halted'],
    ['renew of another', 'approval/claim-lost'],
    ['report of another', 'approval/claim-lost'],
    ['renew', 'executing'],
    ['succeeded', 'succeeded'],
    ['failed', 'failed'],
  ],
  succeeded: [
    ...claimedAlready,
    ['renew', 'approval/claim-lost'],
    ['succeeded', '='],
    ['failed', 'approval/claim-lost'],
  ],
  failed: [
    ...claimedAlready,
    ['renew', 'approval/claim-lost'],
    ['succeeded', 'approval/claim-lost'],
    ['failed', '='],
  ],
  ambiguous: [
    ...claimedAlready,
    ['renew', 'approval/claim-lost'],
    ['succeeded', 'ambiguous'],
    ['failed', 'ambiguous'],
  ],
  reportedLate: [
    ...claimedAlready,
    ['renew', 'approval/claim-lost'],
    ['succeeded', 'approval/claim-lost'],
    ['failed', '='],
  ],
  void: [
    ['time', '='],
    ['claim', 'approval/void'],
    ['another claim', 'approval/void'],
    ['a claim of another call', 'approval/void'],
    ['a claim that is blocked', 'approval/void'],
    ['a claim that is halted', 'approval/void'],
    ['renew', 'approval/claim-lost'],
    ['renew of another', 'approval/claim-lost'],
    ['succeeded', 'approval/claim-lost'],
    ['failed', 'approval/claim-lost'],
    ['report of another', 'approval/claim-lost'],
  ],
};

const CELLS = Object.entries(STATES).flatMap(([state, request]) =>
  TABLE[state as keyof typeof STATES].map(
    ([event, outcome]) => [state, event, outcome, request] as const,
  ),
);

describe('the execution of a call', () => {
  test('A14: the table has every cell', () => {
    for (const [state, rows] of Object.entries(TABLE)) {
      expect([state, new Set(rows.map(([event]) => event)).size]).toEqual([
        state,
        Object.keys(EVENTS).length,
      ]);
    }
  });

  test.each(CELLS)('A14, A16: %s, %s: %s', (_, event, outcome, request) => {
    const next = execute(request, EVENTS[event], at(CLAIMED + 10));
    if (outcome === '=') {
      expect(next).toEqual({ request, effects: [] });
      expect(next.request).toBe(request);
    } else if (outcome.startsWith('approval/')) {
      expect(next.conflict?.code).toBe(outcome as ConflictCode);
      expect(next.conflict?.request).toBe(next.request);
      expect(next.request.execution.status).toBe(
        event === 'a claim that is blocked' && request === approved
          ? 'void'
          : request.execution.status,
      );
    } else {
      expect(next.conflict).toBeUndefined();
      expect(next.request.execution.status).toBe(outcome);
      expect(next.request.resolution).toBe(request.resolution);
    }
  });
});

describe('a claim', () => {
  test('A14: is a lease that is recorded, and looked after', () => {
    const next = execute(approved, claim(), at(CLAIMED));
    expect(next.request.execution).toEqual({
      status: 'executing',
      claimId: 'clm_1',
      claimedAt: CLAIMED,
      leaseUntil: LAPSE,
    });
    expect(effectsOf(next)).toEqual(['execution.claimed', `wake +${LAPSE - START}`]);
    expect(nextWake(next.request)).toBe(LAPSE);
  });

  test.each([
    [DEADLINE - 1, 'executing'],
    [DEADLINE, 'void'],
    [DEADLINE + 1, 'void'],
  ] as const)('A14: at %d after the approval: %s', (now, status) => {
    const next = execute(approved, claim(), at(now));
    expect(next.request.execution.status).toBe(status);
    if (status === 'void') {
      expect(next.conflict?.code).toBe('approval/void');
      expect(effectsOf(next)).toEqual(['execution.void']);
      expect(nextWake(next.request)).toBeUndefined();
    }
  });

  test.each([
    [
      'approved under this version',
      'sha256:one',
      decided('require_approval', { requirements: [{ approvers: [], quorum: 5 }] }),
      'executing',
    ],
    ['votes that meet today', 'sha256:two', decided('require_approval'), 'executing'],
    [
      'votes that do not',
      'sha256:two',
      decided('require_approval', { requirements: [{ approvers: [], quorum: 2 }] }),
      'void',
    ],
    [
      'no requirement at all',
      'sha256:two',
      decided('require_approval', { requirements: [] }),
      'void',
    ],
    ['allowed today', 'sha256:two', decided('allow'), 'executing'],
    ['blocked under this version', 'sha256:one', decided('block'), 'void'],
  ] as const)('A14: %s', (_, version, decision, status) => {
    const next = execute(approved, claim({ decision }), at(CLAIMED, version));
    expect(next.request.execution.status).toBe(status);
    if (status === 'void') expect(next.conflict?.message).toContain('sha256:');
  });

  test('A17: what the requester approved counts no more once that is not allowed', () => {
    const own = held({ allowSelfApproval: true }, { requesters: ['user:bob'] });
    const { request } = resolve(own, vote(bob), NOW);
    expect(request.resolution.status).toBe('approved');
    const decision = decided('require_approval');
    expect(execute(request, claim({ decision }), at(CLAIMED, 'sha256:two')).conflict?.code).toBe(
      'approval/void',
    );
  });

  test('A14: names the state, who brought it about, and when', () => {
    expect(execute(rejected, claim(), at(CLAIMED)).conflict?.message).toMatch(
      /rejected already by `user:bob` at 2026-.*: no/,
    );
    expect(execute(executing, EVENTS['another claim'], at(CLAIMED)).conflict?.message).toContain(
      new Date(CLAIMED).toISOString(),
    );
    expect(execute(voided, claim(), at(DEADLINE)).conflict?.message).toContain('in time');
  });
});

describe('a lease', () => {
  test('A14: holds until just before its end, and is renewed', () => {
    const next = execute(executing, renew, at(LAPSE - 1));
    expect(next.request.execution).toMatchObject({ leaseUntil: LAPSE - 1 + LEASE });
    expect(nextWake(next.request)).toBe(LAPSE - 1 + LEASE);
    expect(execute(next.request, time, at(LAPSE)).request).toBe(next.request);
  });

  test.each([LAPSE, LAPSE + 1])('A14: lapses: %d', (now) => {
    for (const event of [time, renew, claim()]) {
      const next = execute(executing, event, at(now));
      expect(next.request.execution).toMatchObject({ status: 'ambiguous', lateReport: null });
      expect(effectsOf(next)).toEqual(['execution.ambiguous']);
      expect(nextWake(next.request)).toBeUndefined();
    }
  });

  test('A14: a report that comes late is kept, and does not change what is known', () => {
    const next = execute(executing, report('succeeded'), at(LAPSE));
    expect(effectsOf(next)).toEqual(['execution.ambiguous', 'execution.reported_late']);
    expect(next.request.execution).toMatchObject({
      status: 'ambiguous',
      lateReport: { outcome: 'succeeded', at: LAPSE },
    });
  });
});

describe('a report', () => {
  test('A14: says what came of the call, and how long it took', () => {
    const next = execute(executing, report('failed'), at(CLAIMED + 7));
    expect(next.request.execution).toEqual({
      status: 'failed',
      outcome: 'failed',
      claimId: 'clm_1',
      claimedAt: CLAIMED,
      at: CLAIMED + 7,
      error: 'boom',
    });
    expect(auditOf(next, 'execution.failed')).toEqual({
      details: { outcome: 'failed', ran_ms: 7, error: 'boom' },
    });
  });
});
