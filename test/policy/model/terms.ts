/** What several approval rules ask for together, and terms in a form that can be compared. */
import type { Approval, Requirement } from '../../../src/policy/decision.ts';
import { type ApprovalTerms, DEFAULT_TERMS } from '../../../src/policy/document/policy-document.ts';
import type { TermsDescription } from '../generate/policy-set.ts';

/** The terms of a block, with the defaults where it says nothing. */
export const termsOf = (terms: TermsDescription): ApprovalTerms => ({
  timeoutMs: (terms.timeoutSeconds ?? 1800) * 1000,
  onRejection: terms.onRejection ?? 'fail',
  allowSelfApproval: terms.allowSelfApproval ?? false,
  approvers: terms.approvers ?? [],
  quorum: terms.quorum ?? 1,
  escalations: (terms.escalate ?? []).map(({ afterSeconds, to }) => ({
    afterMs: afterSeconds * 1000,
    to,
  })),
  notify: terms.notify ?? [],
});

/** A rule's terms, with what its document says of requests that a later policy would decide otherwise. */
export interface ModelTerms extends ApprovalTerms {
  readonly onPolicyChange: 'resolve' | 'hold';
}

/** The terms of a default, by what each document whose default decides says. */
export const defaultTerms = (onPolicyChange: readonly string[]): ModelTerms => ({
  ...DEFAULT_TERMS,
  onPolicyChange: onPolicyChange.includes('hold') ? 'hold' : 'resolve',
});

/** The union of channels keeps the default ones, where a rule that names none applies beside one that does. */
const channelsOf = (terms: readonly ApprovalTerms[]): string[] => {
  const all = terms.flatMap(({ notify }) => (notify.length === 0 ? ['default'] : notify));
  return all.every((channel) => channel === 'default') ? [] : all;
};

/** The strictest of all terms; every rule's requirement is kept. */
export const mergeTerms = (terms: readonly ModelTerms[]): Approval => ({
  timeoutMs: terms.map(({ timeoutMs }) => timeoutMs).reduce((a, b) => Math.min(a, b)),
  onRejection: terms.some(({ onRejection }) => onRejection === 'fail') ? 'fail' : 'continue',
  allowSelfApproval: !terms.some(({ allowSelfApproval }) => !allowSelfApproval),
  requirements: terms.map(({ approvers, quorum }) => ({ approvers, quorum })),
  escalations: terms.flatMap(({ escalations }) => escalations),
  notify: channelsOf(terms),
  onPolicyChange: terms.every(({ onPolicyChange }) => onPolicyChange === 'resolve')
    ? 'resolve'
    : 'hold',
});

const sorted = (items: Iterable<string>): string[] => [...new Set(items)].sort();

/** Equal for requirements that ask for the same. */
export const requirementKey = ({ approvers, quorum }: Requirement) =>
  `${quorum} of ${sorted(approvers).join(' ') || 'anyone'}`;

/** An approval with its lists as sets: equal texts ask for the same. */
export const comparable = (approval: Approval): string =>
  JSON.stringify({
    timeout: approval.timeoutMs,
    onRejection: approval.onRejection,
    self: approval.allowSelfApproval,
    requirements: sorted(approval.requirements.map(requirementKey)),
    escalations: sorted(
      approval.escalations.map(({ afterMs, to }) => `${afterMs} ${sorted(to).join(' ')}`),
    ),
    notify: sorted(approval.notify),
    onPolicyChange: approval.onPolicyChange,
  });
