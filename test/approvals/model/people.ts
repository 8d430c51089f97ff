import type { Voter } from '../../../src/approvals/vote.ts';

const voter = (id: string, groups: readonly string[], mayApprove = true): Voter => ({
  id,
  groups,
  mayApprove,
  via: 'cli',
});

/** Who votes: people of several groups, and some whose vote should never count or not everywhere. */
export const PEOPLE = [
  voter('user:alice', ['group:finance']),
  voter('user:bob', []),
  voter('user:carol', ['group:finance-leads']),
  // asks for calls, and would be eligible otherwise
  voter('user:rita', ['group:finance', 'group:finance-leads']),
  // may look only
  voter('user:vic', [], false),
  // is alice as well, through a channel that makes nobody a named approver, whatever its groups
  voter('filesystem:alice', ['group:finance', 'group:finance-leads']),
  // is no person, whatever its role
  voter('agent:payer', ['group:finance']),
] as const;

/** Who halts agents. */
export const WHO_HALTS = 'user:olga';

/** Who asked for a call. */
export const REQUESTERS: readonly (readonly string[])[] = [
  ['user:rita'],
  [],
  ['user:alice', 'user:rita'],
];
