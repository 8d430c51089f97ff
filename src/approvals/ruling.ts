import type { Decision } from '../policy/decision.ts';
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

/** @param message the decision's message, redacted */
export const rulingOf = (decision: Decision, message: string | null): Ruling => ({
  policyVersion: decision.policyVersion,
  rule: decision.rule ?? null,
  message,
  heldAgainst: null,
});

/** Whether a decision holds a request for the same reason and on the same terms; lines may have moved. */
export const isHeldTheSame = (request: ApprovalRequest, ruling: Ruling, terms: Terms): boolean =>
  JSON.stringify(substance(request.ruling, request.terms)) ===
  JSON.stringify(substance(ruling, terms));

function substance({ rule, message, heldAgainst }: Ruling, terms: Terms): readonly unknown[] {
  const { allowSelfApproval, requirements, escalations, notify } = terms;
  const place = [rule?.policy, rule?.kind, rule?.pattern, rule?.condition];
  return [place, message, heldAgainst, allowSelfApproval, requirements, escalations, notify];
}

/** A rule as reasons name it: its document and what it matches. */
export function ruleName({
  rule,
}: Pick<Ruling, 'rule'> | { readonly rule?: Ruling['rule'] }): string {
  if (rule === undefined || rule === null) return 'no rule';
  const pattern = rule.pattern === undefined ? 'the default' : `\`${rule.pattern}\``;
  return `${pattern} of \`${rule.policy}\``;
}
