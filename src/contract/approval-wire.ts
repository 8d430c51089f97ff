import type { ApprovalView } from '../approvals/view.ts';
import type { ApprovalWire } from './approval.ts';
import { timestamp, timestampOrNull } from './fields.ts';

/**
 * A request as JSON has it: the fields of the view in snake_case, and times in ISO 8601, UTC. Written out,
 * because keys of the arguments are the agent's and stay as they are.
 */
export function viewToWire(view: ApprovalView): ApprovalWire {
  const { ruling, resolution, execution } = view;
  return {
    id: view.id,
    status: view.status,
    tool: view.tool,
    server: view.server,
    agent: view.agent,
    run: view.run,
    param: view.param,
    unbound: view.unbound,
    digest: view.digest,
    created_at: timestamp(view.createdAt),
    deadline: timestamp(view.deadline),
    ruling: {
      policy_version: ruling.policyVersion,
      rule: ruling.rule === null ? null : { ...ruling.rule },
      message: ruling.message,
      held_against: ruling.heldAgainst,
    },
    on_rejection: view.onRejection,
    allow_self_approval: view.allowSelfApproval,
    requesters: view.requesters,
    requirements: view.requirements.map(({ approvers, quorum, approvedBy, met }) => ({
      approvers,
      quorum,
      approved_by: approvedBy,
      met,
    })),
    votes: view.votes.map(({ voter, choice, reason, via, at }) => ({
      voter,
      choice,
      reason,
      via,
      at: timestamp(at),
    })),
    resolution:
      resolution === null
        ? null
        : {
            status: resolution.status,
            at: timestamp(resolution.at),
            code: resolution.code,
            resolved_by: resolution.resolvedBy,
            reason: resolution.reason,
            policy_version: resolution.policyVersion,
          },
    execution: {
      status: execution.status,
      claimed_at: timestampOrNull(execution.claimedAt),
      at: timestampOrNull(execution.at),
      reason: execution.reason,
      late_outcome: execution.lateOutcome,
    },
  };
}
