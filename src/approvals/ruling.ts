import type { Decision, Requirement } from '../policy/decision.ts';
import type { Escalation } from '../policy/document/policy-document.ts';
import type { ApprovalRequest, Ruling, Terms } from './request.ts';

/** What a decision that holds a call asks for, but for the timeout, which counts only when it is made. */
export function termsOf({ approval }: Decision): Terms {
  if (approval === undefined) return NOBODY;
  const { timeoutMs: _, ...terms } = approval;
  return terms;
}

/** No requirement at all is one that nobody can meet. */
const NOBODY: Terms = Object.freeze({
  onRejection: 'fail',
  allowSelfApproval: false,
  requirements: [],
  escalations: [],
  notify: [],
  onPolicyChange: 'resolve',
});

/** @param shown redacts a message */
export function rulingOf(decision: Decision, shown: (message: string) => string): Ruling {
  const { policyVersion, rule = null, message = null } = decision;
  const shownMessage = message === null ? null : shown(message);
  return { policyVersion, rule, message, shownMessage, heldAgainst: null };
}

/**
 * Whether a decision holds a request for the same reason and on the same terms. The rule's lines may
 * have moved, and its condition may be another one that holds as well. What
 * a rejection and a later policy do is left out: that stays as it was when the request was made.
 */
export function isHeldTheSame(
  { ruling, terms }: Pick<ApprovalRequest, 'ruling' | 'terms'>,
  decision: Decision,
): boolean {
  const { rule, message = null, approval } = decision;
  return (
    ruling.heldAgainst === null &&
    ruling.message === message &&
    ruling.rule?.policy === rule?.policy &&
    ruling.rule?.kind === rule?.kind &&
    ruling.rule?.pattern === rule?.pattern &&
    approval !== undefined &&
    terms.allowSelfApproval === approval.allowSelfApproval &&
    isSameList(terms.notify, approval.notify) &&
    isSameList(terms.requirements, approval.requirements, isSameRequirement) &&
    isSameList(terms.escalations, approval.escalations, isSameEscalation)
  );
}

const isSameRequirement = (a: Requirement, b: Requirement): boolean =>
  a.quorum === b.quorum && isSameList(a.approvers, b.approvers);

const isSameEscalation = (a: Escalation, b: Escalation): boolean =>
  a.afterMs === b.afterMs && isSameList(a.to, b.to);

const isSameList = <T>(
  a: readonly T[],
  b: readonly T[],
  isSame: (a: T, b: T) => boolean = Object.is,
): boolean => a.length === b.length && a.every((one, index) => isSame(one, b[index] as T));

/** A rule as reasons name it: its document and what it matches. */
export function ruleName({ rule }: { readonly rule?: Ruling['rule'] }): string {
  if (rule === undefined || rule === null) return 'no rule';
  const pattern = rule.pattern === undefined ? 'the default' : `\`${rule.pattern}\``;
  return `${pattern} of \`${rule.policy}\``;
}
