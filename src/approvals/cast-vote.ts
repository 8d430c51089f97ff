import { spelling } from '../json/spelling.ts';
import { endRequest } from './end-request.ts';
import { notEligible } from './not-eligible.ts';
import { countVotes, isBarredRequester, isEligible } from './quorum.ts';
import type { ApprovalRequest } from './request.ts';
import { conflictWith, type Effect, type Moment, type Transition } from './transition.ts';
import type { Vote } from './vote.ts';

/**
 * Counts one person's vote on a pending request. A rejection by anyone eligible ends it; an approval ends
 * it when with it every requirement is met. Whoever approved may still reject.
 */
export function castVote(
  request: ApprovalRequest,
  ballot: Omit<Vote, 'at'>,
  moment: Moment,
): Transition {
  const { voter, choice, reason } = ballot;
  const refuse = refusal(request, ballot);
  if (refuse !== undefined) return refuse;
  const vote: Vote = { ...ballot, at: moment.now };
  const others = request.votes.filter((one) => spelling(one.voter.id) !== spelling(voter.id));
  const voted: ApprovalRequest = { ...request, votes: [...others, vote] };
  if (choice === 'approve' && !isMore(voted, request)) {
    const message = `\`${voter.id}\` has approved this request already, and others are still needed`;
    return conflictWith(request, 'approval/already-voted', message);
  }
  const cast: Effect = {
    kind: 'audit',
    action: 'approval.voted',
    event: {
      decision: choice,
      person: voter.id,
      via: voter.via,
      ...(reason !== null && { reason }),
    },
  };
  const by = { resolvedBy: voter.id, reason };
  const ending =
    choice === 'reject'
      ? ({ status: 'rejected', code: 'rejected_by_vote', ...by } as const)
      : countVotes(voted).met === true
        ? ({ status: 'approved', code: 'approved_by_vote', ...by } as const)
        : undefined;
  if (ending === undefined) return { request: voted, effects: [cast] };
  const ended = endRequest(voted, ending, moment);
  return { request: ended.request, effects: [cast, ...ended.effects] };
}

/** Why a vote does not count, if it does not. */
function refusal(
  request: ApprovalRequest,
  { voter, choice }: Omit<Vote, 'at'>,
): Transition | undefined {
  if (!isEligible(request, voter)) return notEligible(request, voter);
  if (choice === 'approve' && isBarredRequester(request, voter)) {
    const message = `\`${voter.id}\` asked for this call, and somebody else has to approve it`;
    return conflictWith(request, 'approval/self-approval', message);
  }
  return undefined;
}

/**
 * Whether an approval adds somebody to any requirement. Whoever has approved adds nothing by doing so once
 * more, unless the policy has changed or they are in another group by now.
 */
function isMore(voted: ApprovalRequest, before: ApprovalRequest): boolean {
  const counted = countVotes(before).requirements;
  return countVotes(voted).requirements.some(
    ({ approvedBy }, index) => approvedBy.length > (counted[index]?.approvedBy.length ?? 0),
  );
}
