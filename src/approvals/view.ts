import type { JsonRecord } from '../json/json-value.ts';
import { agentId, own, toolName } from '../policy/call.ts';
import { countVotes, type RequirementProgress } from './quorum.ts';
import {
  type ApprovalRequest,
  type ExecutionStatus,
  type Outcome,
  type Resolution,
  type ResolutionStatus,
  type Ruling,
  shownParamOf,
} from './request.ts';

/**
 * A request as people and programs see it: arguments redacted, without what only the holder of a claim
 * may know. Times are milliseconds since the Unix epoch.
 */
export interface ApprovalView {
  readonly id: string;
  readonly status: ResolutionStatus;
  readonly tool: string;
  readonly server: string | null;
  readonly agent: string | null;
  readonly run: string | null;
  readonly param: JsonRecord;
  /** The arguments were not handed over: what will run may be something else than what is shown. */
  readonly unbound: boolean;
  /** Of the call, keyed as in the audit log. */
  readonly digest: string;
  readonly createdAt: number;
  readonly deadline: number;
  readonly ruling: RulingView;
  readonly onRejection: 'fail' | 'continue';
  readonly allowSelfApproval: boolean;
  readonly requesters: readonly string[];
  readonly requirements: readonly RequirementProgress[];
  readonly votes: readonly VoteView[];
  /** `null` while the request is pending. */
  readonly resolution: Exclude<Resolution, { status: 'pending' }> | null;
  readonly execution: ExecutionView;
}

/** Why a call is held, in words that people may see. */
export interface RulingView extends Omit<Ruling, 'message' | 'shownMessage'> {
  /** The rule's message, redacted. */
  readonly message: string | null;
}

export interface VoteView {
  readonly voter: string;
  readonly choice: 'approve' | 'reject';
  readonly reason: string | null;
  readonly via: string;
  readonly at: number;
}

export interface ExecutionView {
  readonly status: ExecutionStatus;
  readonly claimedAt: number | null;
  /** When it ended, or was found void or ambiguous. */
  readonly at: number | null;
  /** Why the call failed, or its approval is void. */
  readonly reason: string | null;
  /** What the holder of a claim said after it was given up. */
  readonly lateOutcome: Outcome | null;
}

/** @param keyed keys the digest, which alone would let hidden arguments be guessed */
export function viewOf(request: ApprovalRequest, keyed: (digest: string) => string): ApprovalView {
  const { captured, terms, resolution } = request;
  const { policyVersion, rule, shownMessage, heldAgainst } = request.ruling;
  return {
    id: request.id,
    status: resolution.status,
    tool: toolName(captured.call) ?? '',
    server: textOrNull(own(captured.call.tool, 'server')),
    agent: agentId(captured.call) ?? null,
    run: textOrNull(own(captured.call.run, 'id')),
    param: shownParamOf(request),
    unbound: captured.unbound,
    digest: keyed(captured.digest),
    createdAt: request.createdAt,
    deadline: request.deadline,
    ruling: { policyVersion, rule, message: shownMessage, heldAgainst },
    onRejection: terms.onRejection,
    allowSelfApproval: terms.allowSelfApproval,
    requesters: request.requesters,
    requirements: countVotes(request).requirements,
    votes: request.votes.map(({ voter, choice, reason, at }) => ({
      voter: voter.id,
      choice,
      reason,
      via: voter.via,
      at,
    })),
    resolution: resolution.status === 'pending' ? null : resolution,
    execution: executionOf(request),
  };
}

function executionOf({ execution }: ApprovalRequest): ExecutionView {
  return {
    status: execution.status,
    claimedAt: 'claimedAt' in execution ? execution.claimedAt : null,
    at: 'at' in execution ? execution.at : null,
    reason: reasonOf(execution),
    lateOutcome: execution.status === 'ambiguous' ? (execution.lateReport?.outcome ?? null) : null,
  };
}

function reasonOf(execution: ApprovalRequest['execution']): string | null {
  if (execution.status === 'void') return execution.reason;
  return 'error' in execution ? execution.error : null;
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
