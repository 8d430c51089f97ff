import type { ApprovalRequest } from '../../src/approvals/request.ts';
import type { ResolutionEvent } from '../../src/approvals/resolution.ts';
import type { Effect, Transition } from '../../src/approvals/transition.ts';
import type { Voter } from '../../src/approvals/vote.ts';
import type { Approval, Decision } from '../../src/policy/decision.ts';
import { START, sample } from '../storage/samples.ts';

export { START };

/** A call is held for this long in samples. */
export const HELD_MS = 3_600_000;
export const DEADLINE = START + HELD_MS;
const MINUTE = 60_000;

/** A minute after the request was made, under the version that made it. */
export const NOW = { now: START + MINUTE, policyVersion: 'sha256:one' } as const;

/** A pending request with some of its terms different. */
export function held(
  terms: Partial<ApprovalRequest['terms']> = {},
  changes: Partial<ApprovalRequest> = {},
): ApprovalRequest {
  const request = sample('apr_1', changes);
  return { ...request, terms: { ...request.terms, ...terms } };
}

/** A person who may approve where nobody is named. */
export const person = (id: string, ...groups: readonly string[]): Voter => ({
  id: id.includes(':') ? id : `user:${id}`,
  groups,
  mayApprove: true,
  via: 'cli',
});

export const vote = (
  voter: Voter,
  choice: 'approve' | 'reject' = 'approve',
  reason: string | null = null,
): ResolutionEvent => ({ kind: 'vote', vote: { voter, choice, reason } });

/** What a policy says of the held call. */
export function decided(
  decision: Decision['decision'],
  approval: Partial<Approval> = {},
  policyVersion = 'sha256:two',
): Decision {
  const place = { policy: 'orders', pattern: 'orders.*', file: 'orders.yaml', line: 3, column: 7 };
  const terms: Approval = {
    timeoutMs: 60_000,
    onRejection: 'fail',
    allowSelfApproval: false,
    requirements: [{ approvers: [], quorum: 1 }],
    escalations: [],
    notify: [],
    onPolicyChange: 'resolve',
    ...approval,
  };
  const base = { decision, mode: 'enforce', errors: [], policyVersion } as const;
  if (decision === 'allow') return base;
  const rule = { ...place, kind: decision === 'block' ? 'block' : 'approval' } as const;
  return decision === 'block' ? { ...base, rule } : { ...base, rule, approval: terms };
}

export const time: ResolutionEvent = { kind: 'time' };

/** The same version as in `NOW`, at another moment. */
export const at = (now: number) => ({ ...NOW, now });

export const policy = (decision: Decision): ResolutionEvent => ({
  kind: 'policy',
  decision,
  shown: (message) => message,
});

/** Effects in one word each: an audit event by its action, a notice by its topic. */
export const effectsOf = ({ effects }: Transition): readonly string[] =>
  effects.map((effect) => {
    if (effect.kind === 'audit') return effect.action;
    if (effect.kind === 'notify') return effect.notice.topic;
    return effect.kind === 'wake' ? `wake +${effect.at - START}` : effect.kind;
  });

/** The first audit event of an action. */
export function auditOf(
  { effects }: Transition,
  action: string,
): Extract<Effect, { kind: 'audit' }>['event'] {
  for (const effect of effects) {
    if (effect.kind === 'audit' && effect.action === action) return effect.event;
  }
  throw new Error(`no ${action}`);
}
