import { describe, expect, test } from 'vitest';
import type { AuditAction } from '../../src/audit/event.ts';
import { type LoggedEvent, replay } from './replay.ts';

const AT = '2026-01-05T09:00:00.000Z';

const eventsOf = (...actions: readonly AuditAction[]): readonly LoggedEvent[] =>
  actions.map((action) =>
    action === 'call.decided' ? { action, at: AT } : { action, at: AT, request: 'apr_1' },
  );

const held = ['call.decided', 'approval.requested'] as const;
const claimed = [...held, 'approval.voted', 'approval.approved', 'execution.claimed'] as const;

const decidedBy = (version: string): LoggedEvent => ({
  action: 'call.decided',
  at: AT,
  policy_version: version,
});

describe('the story of a log, told again', () => {
  test('A15: ends where the log ends', () => {
    const { requests, decided, notices } = replay(eventsOf(...claimed, 'execution.succeeded'));
    expect(requests.get('apr_1')).toMatchObject({
      resolution: 'approved',
      execution: 'succeeded',
      claims: 1,
      resolutions: 1,
    });
    expect({ decided, notices }).toEqual({ decided: 1, notices: 2 });
  });

  test.each<readonly AuditAction[]>([
    ['approval.requested'],
    ['approval.voted'],
    [...held, ...held],
    [...held, 'approval.approved', 'approval.rejected'],
    [...held, 'approval.expired', 'approval.approved'],
    [...held, 'approval.cancelled', 'approval.voted'],
    [...held, 'execution.claimed'],
    [...held, 'approval.rejected', 'execution.claimed'],
    [...claimed, 'execution.claimed'],
    [...claimed, 'execution.succeeded', 'execution.claimed'],
    [...claimed, 'execution.ambiguous', 'execution.claimed'],
    [...claimed, 'execution.ambiguous', 'execution.succeeded'],
    [...claimed, 'execution.succeeded', 'execution.failed'],
    [...claimed, 'execution.void'],
    [...claimed, 'execution.reported_late'],
    [...claimed, 'execution.ambiguous', 'execution.reported_late', 'execution.reported_late'],
  ])('A15: breaks off at the last of %s %s %s %s %s %s', (...actions) => {
    expect(() => replay(eventsOf(...actions.slice(0, -1)))).not.toThrow();
    expect(() => replay(eventsOf(...actions))).toThrow(/`apr_1`/);
  });

  test('A08: breaks off at a decision of a policy that is not in force any more', () => {
    const activated = (version: string): LoggedEvent => ({
      ...decidedBy(version),
      action: 'policy.activated',
    });
    const one = [activated('one'), decidedBy('one'), activated('two'), decidedBy('two')];
    expect(replay(one)).toMatchObject({ activations: ['one', 'two'], decided: 2 });
    expect(() => replay([...one, decidedBy('one')])).toThrow('not in force');
  });
});
