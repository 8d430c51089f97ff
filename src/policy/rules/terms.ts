import { deepFreeze } from '../../json/freeze.ts';
import type { Approval, Requirement } from '../decision.ts';
import { type ApprovalTerms, DEFAULT_TERMS, type Escalation } from '../document/policy-document.ts';

/** What a rule asks for, and what its document says of requests that a later policy would decide otherwise. */
export interface RuleTerms extends ApprovalTerms {
  readonly onPolicyChange: 'resolve' | 'hold';
}

/** The terms of a default, which states none but its document's. */
export const defaultTerms = (onPolicyChange: RuleTerms['onPolicyChange']): RuleTerms => ({
  ...DEFAULT_TERMS,
  onPolicyChange,
});

/** Stands in a union of channels for every channel marked default, where some rule named none. */
const DEFAULT_CHANNELS = 'default';

/**
 * What has to happen when several approval rules apply: the strictest of their terms. Every rule's
 * requirement must be met, so none is dropped; only identical ones merge.
 *
 * @param terms at least one, in (file name, position) order
 */
export function combineTerms(terms: readonly RuleTerms[]): Approval {
  return deepFreeze({
    timeoutMs: terms.reduce(
      (least, one) => Math.min(least, one.timeoutMs),
      Number.POSITIVE_INFINITY,
    ),
    onRejection: terms.every((one) => one.onRejection === 'continue') ? 'continue' : 'fail',
    allowSelfApproval: terms.every((one) => one.allowSelfApproval === true),
    requirements: unique(terms.map(requirementOf), keyOfRequirement),
    escalations: unique(
      terms.flatMap((one) => one.escalations),
      (one) => JSON.stringify([one.afterMs, [...one.to].sort()]),
    ).sort((a, b) => a.afterMs - b.afterMs),
    notify: unionOfChannels(terms),
    onPolicyChange: terms.some((one) => one.onPolicyChange === 'hold') ? 'hold' : 'resolve',
  });
}

const requirementOf = (terms: ApprovalTerms): Requirement => ({
  approvers: [...terms.approvers],
  quorum: terms.quorum,
});

const keyOfRequirement = ({ approvers, quorum }: Requirement): string =>
  JSON.stringify([[...approvers].sort(), quorum]);

function unionOfChannels(terms: readonly ApprovalTerms[]): readonly string[] {
  if (terms.every((one) => one.notify.length === 0)) return [];
  const named = terms.flatMap((one) => (one.notify.length > 0 ? one.notify : [DEFAULT_CHANNELS]));
  return [...new Set(named)];
}

function unique<T extends Requirement | Escalation>(
  items: readonly T[],
  keyOf: (item: T) => string,
): T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
