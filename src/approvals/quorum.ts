import { spelling } from '../json/spelling.ts';
import type { Requirement } from '../policy/decision.ts';
import { escalatedTo } from './escalation.ts';
import type { ApprovalRequest } from './request.ts';
import type { Vote, Voter } from './vote.ts';

/** How far the votes for a request go. */
export interface Progress {
  readonly met: boolean;
  /** In the order of the terms. */
  readonly requirements: readonly RequirementProgress[];
}

/** A requirement with everyone who counts in it now: whom it names, and whom escalations added. */
export interface RequirementProgress extends Requirement {
  /** Ids of distinct people whose approval counts. */
  readonly approvedBy: readonly string[];
  readonly met: boolean;
}

/**
 * Counts the approvals of a request: every requirement needs as many distinct people as its quorum says,
 * and a vote counts in every requirement that its voter is eligible for. The requester counts only where
 * self-approval is allowed.
 */
export function countVotes(request: ApprovalRequest): Progress {
  const approvals = request.votes.filter((vote) => vote.choice === 'approve');
  const counted = approvals.filter(({ voter }) => !isBarredRequester(request, voter));
  const added = escalatedTo(request);
  const requirements = request.terms.requirements.map((requirement) => {
    const { approvers, quorum } = requirement;
    const approvedBy = distinct(counted.filter(({ voter }) => isNamed(voter, requirement, added)));
    const met = approvedBy.length >= quorum;
    return { approvers: withAdded(approvers, added), quorum, approvedBy, met };
  });
  // a request without requirements is one that nobody can approve
  const met = requirements.length > 0 && requirements.every((one) => one.met);
  return { met, requirements };
}

/** Whether a voter is eligible in any requirement of a request; who is, may reject. */
export function isEligible(request: ApprovalRequest, voter: Voter): boolean {
  const added = escalatedTo(request);
  return request.terms.requirements.some((requirement) => isNamed(voter, requirement, added));
}

/** Whether an approval by this voter would be one of the requester's own, where that does not count. */
export const isBarredRequester = (request: ApprovalRequest, voter: Voter): boolean =>
  request.terms.allowSelfApproval !== true &&
  request.requesters.some((requester) => personKey(requester) === personKey(voter.id));

/**
 * The same person's ids share a key, however they are written and whatever channel they come through:
 * `filesystem:alice` is not another person than `user:alice`.
 */
const personKey = (id: string): string =>
  spelling(id.slice(id.indexOf(':') + 1)).replace(/^(?:user:\s*)+/, '');

/**
 * Where a requirement names nobody, everyone whose role may approve is eligible. Whoever can merely write
 * the store is never a named approver, and what is no person, as an agent's key, never votes.
 */
function isNamed(voter: Voter, { approvers }: Requirement, added: readonly string[]): boolean {
  const isUser = voter.id.startsWith('user:');
  if (!isUser && !voter.id.startsWith('filesystem:')) return false;
  if (approvers.length === 0 && voter.mayApprove === true) return true;
  if (!isUser) return false;
  return [...approvers, ...added].some((one) => one === voter.id || voter.groups.includes(one));
}

/** Those that a requirement names with those that escalations added; none where it names nobody. */
const withAdded = (approvers: readonly string[], added: readonly string[]): readonly string[] =>
  approvers.length === 0 ? approvers : [...new Set([...approvers, ...added])];

const distinct = (votes: readonly Vote[]): readonly string[] => [
  ...new Map(votes.map(({ voter }) => [personKey(voter.id), voter.id])).values(),
];
