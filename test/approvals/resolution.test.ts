import { describe, expect, test } from 'vitest';
import { nextWake } from '../../src/approvals/next-wake.ts';
import type { ApprovalRequest, Resolution } from '../../src/approvals/request.ts';
import { type ResolutionEvent, resolve } from '../../src/approvals/resolution.ts';
import type { ConflictCode } from '../../src/approvals/transition.ts';
import {
  auditOf,
  DEADLINE,
  decided,
  effectsOf,
  HELD_MS,
  held,
  NOW,
  person,
  policy,
  START,
  vote,
} from './held.ts';

const bob = person('bob@example.com');
const at = (now: number) => ({ ...NOW, now });
const approve = vote(bob, 'approve', 'known customer');
const reject = vote(bob, 'reject', 'too much');
const withdraw: ResolutionEvent = { kind: 'withdraw', by: null, reason: 'no longer needed' };
const byOperator: ResolutionEvent = { kind: 'withdraw', by: 'user:olga', reason: null };
const time: ResolutionEvent = { kind: 'time' };
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

/** Casts votes one after the other, and tells what became of each. */
function castAll(request: ApprovalRequest, votes: readonly ResolutionEvent[]) {
  let last = request;
  const outcomes: (Resolution['status'] | ConflictCode)[] = [];
  for (const [index, event] of votes.entries()) {
    const next = resolve(last, event, at(NOW.now + index));
    last = next.request;
    outcomes.push(next.conflict?.code ?? last.resolution.status);
  }
  return { last, outcomes };
}

describe('votes', () => {
  const two = { requirements: [{ approvers: [], quorum: 2 }] };
  const finance = { approvers: ['group:finance'], quorum: 1 };
  const legal = { approvers: ['group:legal', 'user:lena'], quorum: 1 };
  const fred = person('fred', 'group:finance');
  const both = person('both', 'group:finance', 'group:legal');
  const guest = { ...person('guest'), mayApprove: false };
  const own = { requesters: ['user:alice'] };
  const selfish = { allowSelfApproval: true };

  const tables: readonly [
    string,
    ApprovalRequest,
    readonly ResolutionEvent[],
    readonly (Resolution['status'] | ConflictCode)[],
  ][] = [
    ['A06: two distinct people', held(two), [vote(bob), vote(fred)], ['pending', 'approved']],
    [
      'A06: one person twice is one',
      held(two),
      [vote(bob), vote(bob)],
      ['pending', 'approval/already-voted'],
    ],
    [
      'A06: one person in capitals is the same',
      held(two),
      [vote(bob), vote(person('BOB@Example.com'))],
      ['pending', 'approval/already-voted'],
    ],
    [
      'A06: one person in another Unicode normal form is the same',
      held(two),
      [vote(person('zo\u00eb')), vote(person('zoe\u0308'))],
      ['pending', 'approval/already-voted'],
    ],
    [
      'A06: one person at the command line and elsewhere is the same',
      held(two),
      [vote(person('filesystem:alice')), vote(person('alice'))],
      ['pending', 'approval/already-voted'],
    ],
    [
      'A06: whoever approved may reject',
      held(two),
      [vote(bob), vote(bob, 'reject')],
      ['pending', 'rejected'],
    ],
    ['A06: a group', held({ requirements: [finance] }), [vote(fred)], ['approved']],
    [
      'A06: nobody outside the group',
      held({ requirements: [finance] }),
      [vote(bob), vote(bob, 'reject')],
      ['approval/not-eligible', 'approval/not-eligible'],
    ],
    [
      'A06: every requirement has to be met',
      held({ requirements: [finance, legal] }),
      [vote(fred), vote(person('lena'))],
      ['pending', 'approved'],
    ],
    [
      'A06: a vote counts wherever its voter is eligible',
      held({ requirements: [finance, legal] }),
      [vote(both)],
      ['approved'],
    ],
    [
      'A06: eligible in one is enough to reject',
      held({ requirements: [finance, legal] }),
      [vote(fred, 'reject')],
      ['rejected'],
    ],
    ['A06: a role that may not approve', held(), [vote(guest)], ['approval/not-eligible']],
    [
      'A06: a role that may not approve, of somebody who is named',
      held({ requirements: [{ approvers: ['user:guest'], quorum: 1 }] }),
      [vote(guest)],
      ['approved'],
    ],
    [
      'A17: whoever can write the store is never a named approver',
      held({ requirements: [{ approvers: ['user:alice', 'group:finance'], quorum: 1 }] }),
      [
        vote(person('filesystem:alice', 'group:finance')),
        vote(person('filesystem:alice'), 'reject'),
      ],
      ['approval/not-eligible', 'approval/not-eligible'],
    ],
    [
      'A17: an agent or its key never votes',
      held(),
      [
        vote(person('agent:order-agent')),
        vote(person('key:k1')),
        vote(person('agent:a'), 'reject'),
      ],
      ['approval/not-eligible', 'approval/not-eligible', 'approval/not-eligible'],
    ],
    [
      'A17: nobody approves what they asked for',
      held({}, own),
      [vote(person('alice'))],
      ['approval/self-approval'],
    ],
    [
      'A17: nor in other letters',
      held({}, own),
      [vote(person('ALICE'))],
      ['approval/self-approval'],
    ],
    [
      'A17: nor in another Unicode normal form',
      held({}, { requesters: ['user:zo\u00eb'] }),
      [vote(person('zoe\u0308'))],
      ['approval/self-approval'],
    ],
    [
      'A17: nor at the command line',
      held({}, own),
      [vote(person('filesystem:alice'))],
      ['approval/self-approval'],
    ],
    ['A17: but may reject it', held({}, own), [vote(person('alice'), 'reject')], ['rejected']],
    [
      'A17: where the rule lets them, they count',
      held(selfish, own),
      [vote(person('alice'))],
      ['approved'],
    ],
    [
      'A17: and count once',
      held({ ...two, ...selfish }, own),
      [vote(person('alice')), vote(person('Alice')), vote(bob)],
      ['pending', 'approval/already-voted', 'approved'],
    ],
    [
      'A06: a request without requirements is one that nobody can decide',
      held({ requirements: [] }),
      [vote(bob)],
      ['approval/not-eligible'],
    ],
    [
      'A06: somebody who has joined another group since votes again',
      held({ requirements: [finance, legal] }),
      [vote(fred), vote(person('fred', 'group:finance', 'group:legal'))],
      ['pending', 'approved'],
    ],
  ];
  test.each(tables)('%s', (_, request, votes, outcomes) => {
    expect(castAll(request, votes).outcomes).toEqual(outcomes);
  });

  test('A06: a refused vote leaves no trace', () => {
    const request = held({ requirements: [finance] });
    const next = resolve(request, vote(bob), NOW);
    expect(next.request).toBe(request);
    expect(next.effects).toEqual([]);
  });
});

describe('escalations', () => {
  const escalations = [
    { afterMs: 120_000, to: ['group:leads'] },
    { afterMs: 600_000, to: ['user:ceo'] },
  ];
  const request = held({ requirements: [{ approvers: ['user:alice'], quorum: 1 }], escalations });
  const lead = person('lea', 'group:leads');

  test('A07: not before its time', () => {
    expect(resolve(request, time, at(START + 119_999)).request).toBe(request);
    expect(resolve(request, vote(lead), at(START + 119_999)).conflict?.code).toBe(
      'approval/not-eligible',
    );
  });

  test('A07: at its time, once', () => {
    const next = resolve(request, time, at(START + 120_000));
    expect(effectsOf(next)).toEqual(['approval.escalated', 'approval.escalated', 'wake +600000']);
    expect(next.effects[1]).toMatchObject({ notice: { to: ['group:leads'] } });
    expect(auditOf(next, 'approval.escalated').details).toEqual({
      after_ms: 120_000,
      to: ['group:leads'],
    });
    expect(resolve(next.request, time, at(START + 120_001)).request).toBe(next.request);
    expect(resolve(next.request, vote(lead), at(START + 120_001)).request.resolution.status).toBe(
      'approved',
    );
  });

  test('A07: several at once when nobody looked for a while, in order', () => {
    const next = resolve(request, time, at(START + 700_000));
    const told = next.effects.flatMap((effect) =>
      effect.kind === 'notify' ? effect.notice.to : [],
    );
    expect(told).toEqual(['group:leads', 'user:ceo']);
    expect(effectsOf(next).at(-1)).toBe(`wake +${HELD_MS}`);
  });

  test('A07: whoever is added by one that is due may vote before anybody looked at the clock', () => {
    const next = resolve(request, vote(lead), at(START + 120_000));
    expect(next.conflict).toBeUndefined();
    expect(next.request.resolution.status).toBe('approved');
    expect(effectsOf(next)[0]).toBe('approval.escalated');
  });

  test('A07: one that is due is done even when the vote that found it is refused', () => {
    const next = resolve(request, vote(bob), at(START + 120_000));
    expect(next.conflict?.code).toBe('approval/not-eligible');
    expect(next.request.escalated).toHaveLength(1);
    expect(next.conflict?.request).toBe(next.request);
  });

  test('A07: adds people where anyone whose role may approve could', () => {
    const open = held({ escalations });
    const added = { ...person('ceo'), mayApprove: false };
    expect(resolve(open, vote(added), at(START + 599_999)).conflict?.code).toBe(
      'approval/not-eligible',
    );
    expect(resolve(open, vote(added), at(START + 600_000)).request.resolution.status).toBe(
      'approved',
    );
  });

  test('A07: one that makes a vote count again approves, and whoever comes then learns so', () => {
    const leadsOnly = held({ requirements: [{ approvers: ['group:leads'], quorum: 2 }] });
    const voted = resolve(leadsOnly, vote(lead), NOW).request;
    const { terms } = request;
    const changed = resolve(voted, policy(decided('require_approval', terms)), NOW).request;
    expect(changed.resolution.status).toBe('pending');
    for (const event of [time, vote(lead), allows]) {
      const next = resolve(changed, event, at(START + 120_000));
      expect(next.request.resolution).toMatchObject({
        status: 'approved',
        code: 'approved_by_vote',
        resolvedBy: null,
      });
      expect(effectsOf(next)).toContain('release');
      expect(next.conflict?.code).toBe(event.kind === 'vote' ? 'approval/not-pending' : undefined);
    }
    const late = resolve(changed, time, at(DEADLINE)).request;
    expect(late.resolution.status).toBe('expired');
  });

  test('A07: nothing is escalated at or after the deadline', () => {
    const next = resolve(request, time, at(DEADLINE));
    expect(effectsOf(next)).not.toContain('approval.escalated');
  });

  test('A07, A08: a changed policy changes them; what is done is not done again', () => {
    const done = resolve(request, time, at(START + 120_000)).request;
    const changed = decided('require_approval', {
      requirements: request.terms.requirements,
      escalations: [
        { afterMs: 120_000, to: ['group:leads'] },
        { afterMs: 130_000, to: ['user:bea'] },
      ],
    });
    const next = resolve(done, policy(changed), at(START + 125_000));
    expect(effectsOf(next)).toEqual(['approval.terms_changed', 'wake +130000']);
    const later = resolve(next.request, time, at(START + 130_000));
    expect(later.effects[1]).toMatchObject({ notice: { to: ['user:bea'] } });
    expect(effectsOf(later)).toHaveLength(3);
    const none = decided('require_approval', { requirements: request.terms.requirements });
    const without = resolve(later.request, policy(none), at(START + 140_000)).request;
    expect(resolve(without, vote(lead), at(START + 140_001)).conflict?.code).toBe(
      'approval/not-eligible',
    );
  });
});

describe('when time changes a request next', () => {
  const escalations = [{ afterMs: 120_000, to: ['group:leads'] }];
  const pending = held({ escalations });
  const approved = resolve(held(), approve, at(DEADLINE - 1)).request;
  const cells: readonly [string, ApprovalRequest, number | undefined][] = [
    ['pending: its deadline', held(), DEADLINE],
    ['pending: an escalation', pending, START + 120_000],
    [
      'pending: the deadline once that is done',
      resolve(pending, time, at(START + 120_000)).request,
      DEADLINE,
    ],
    ['approved: the end of the time for a claim', approved, DEADLINE - 1 + 600_000],
    ['rejected', resolve(held(), reject, NOW).request, undefined],
    ['expired', resolve(held(), time, at(DEADLINE)).request, undefined],
    ['cancelled', resolve(held(), withdraw, NOW).request, undefined],
  ];
  test.each(cells)('A03: %s', (_, request, wake) => {
    expect(nextWake(request)).toBe(wake);
  });
});
