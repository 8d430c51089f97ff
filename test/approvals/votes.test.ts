import { describe, expect, test } from 'vitest';
import type { ApprovalRequest, Resolution } from '../../src/approvals/request.ts';
import { type ResolutionEvent, resolve } from '../../src/approvals/resolution.ts';
import type { ConflictCode } from '../../src/approvals/transition.ts';
import { at, held, NOW, person, vote } from './held.ts';

const bob = person('bob@example.com');

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
