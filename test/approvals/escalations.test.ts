import { describe, expect, test } from 'vitest';
import { resolve } from '../../src/approvals/resolution.ts';
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
  START,
  time,
  vote,
} from './held.ts';

const bob = person('bob@example.com');
const allows = policy(decided('allow'));

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
