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
    const approvedBy = distinct(counted.filter(({ voter }) => isNamed(voter, requirement, added)));
    return { ...requirement, approvedBy, met: approvedBy.length >= requirement.quorum };
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
  request.requesters.some((requester) => nameOf(requester) === nameOf(voter.id));

/** The same person's votes share a key, however the id is written. */
export const personKey = (id: string): string => id.normalize('NFC').toLowerCase();

/** Where a requirement names nobody, everyone whose role may approve is eligible. */
function isNamed(voter: Voter, { approvers }: Requirement, added: readonly string[]): boolean {
  if (approvers.length === 0) return voter.mayApprove === true;
  return [...approvers, ...added].some((one) => one === voter.id || voter.groups.includes(one));
}

const distinct = (votes: readonly Vote[]): readonly string[] => [
  ...new Map(votes.map(({ voter }) => [personKey(voter.id), voter.id])).values(),
];

/** Without its prefix: whoever asked as `user:alice` is not another person as `filesystem:alice`. */
const nameOf = (id: string): string => personKey(id.slice(id.indexOf(':') + 1));
