import type { Decision } from '../policy/decision.ts';
import { endRequest } from './end-request.ts';
import { nextWake } from './next-wake.ts';
import { countVotes } from './quorum.ts';
import type { ApprovalRequest } from './request.ts';
import { isHeldTheSame, ruleName, rulingOf, termsOf } from './ruling.ts';
import type { Effect, Moment, Transition } from './transition.ts';

/** What a policy that comes into force says of a held call. */
export interface NewDecision {
  /** Of the captured call at its captured time. */
  readonly decision: Decision;
  /** Redacts a message for people. */
  readonly shown: (message: string) => string;
}

/**
 * Lets a pending request follow a policy that comes into force: what is allowed now is approved, unless a
 * rule that held it said otherwise; what is blocked now is rejected; what is still held is held on the new
 * rules' terms, with the votes counted anew. The deadline and what a rejection does stay.
 */
export function followPolicy(
  request: ApprovalRequest,
  { decision, shown }: NewDecision,
  moment: Moment,
): Transition {
  if (isUntouched(request, decision)) return { request, effects: [] };
  switch (decision.decision) {
    case 'allow':
      if (request.terms.onPolicyChange === 'hold') return stayHeld(request, decision);
      return endByPolicy(request, decision, 'approved', moment);
    case 'block':
      return endByPolicy(request, decision, 'rejected', moment);
    case 'require_approval':
      return holdAnew(request, { decision, shown }, moment);
  }
}

/** Whether a policy leaves a request as it is. */
export function isUntouched(
  request: Pick<ApprovalRequest, 'ruling' | 'terms'>,
  decision: Decision,
): boolean {
  switch (decision.decision) {
    case 'allow':
      return request.terms.onPolicyChange === 'hold' && request.ruling.heldAgainst !== null;
    case 'block':
      return false;
    case 'require_approval':
      return isHeldTheSame(request, decision);
  }
}

function endByPolicy(
  request: ApprovalRequest,
  decision: Decision,
  status: 'approved' | 'rejected',
  moment: Moment,
): Transition {
  const now = status === 'approved' ? 'allows' : 'blocks';
  const by = decision.rule === undefined ? '' : ` by ${ruleName(decision)}`;
  const reason = reasonOf(request, `${decision.policyVersion} ${now} the call${by}`);
  return endRequest(request, { status, code: 'policy_change', resolvedBy: null, reason }, moment);
}

/** Names the version and the rule that held a request, and what a new version makes of it. */
const reasonOf = ({ ruling }: ApprovalRequest, now: string): string =>
  `policy_change: held by ${ruleName(ruling)} under ${ruling.policyVersion}, and ${now}`;

function stayHeld(request: ApprovalRequest, { policyVersion }: Decision): Transition {
  const held = { ...request, ruling: { ...request.ruling, heldAgainst: policyVersion } };
  const reason = `${policyVersion} allows the call, but a rule that held it said on_policy_change: hold`;
  return {
    request: held,
    effects: [{ kind: 'audit', action: 'approval.held', event: { reason } }],
  };
}

function holdAnew(
  request: ApprovalRequest,
  { decision, shown }: NewDecision,
  moment: Moment,
): Transition {
  const { onRejection, onPolicyChange } = request.terms;
  const terms = { ...termsOf(decision), onRejection, onPolicyChange };
  const ruling = rulingOf(decision, shown);
  const held: ApprovalRequest = { ...request, terms, ruling };
  const changed: Effect = {
    kind: 'audit',
    action: 'approval.terms_changed',
    event: {
      reason: `held by ${ruleName(ruling)} under ${ruling.policyVersion}`,
      details: {
        requirements: terms.requirements.map(({ approvers, quorum }) => ({ approvers, quorum })),
      },
    },
  };
  if (countVotes(held).met !== true) {
    const at = nextWake(held);
    const wake: readonly Effect[] = at === undefined ? [] : [{ kind: 'wake', at }];
    return { request: held, effects: [changed, ...wake] };
  }
  const met = `the votes that were cast meet what ${ruleName(ruling)} asks for`;
  const reason = reasonOf(request, `${met} under ${ruling.policyVersion}`);
  const ending = { status: 'approved', code: 'policy_change', resolvedBy: null, reason } as const;
  const ended = endRequest(held, ending, moment);
  return { request: ended.request, effects: [changed, ...ended.effects] };
}
