import type { JsonRecord } from '../json/json-value.ts';
import type { Approval, RuleReference } from '../policy/decision.ts';
import { argumentsOf, type CapturedCall } from './captured-call.ts';
import type { Vote } from './vote.ts';

/** What an approval request asks for now; a changed policy may change it, but for the deadline. */
export type Terms = Omit<Approval, 'timeoutMs'>;

/**
 * A held call, and all that happened to it. Immutable: a transition makes another one. Times are
 * milliseconds since the Unix epoch. Plain JSON, so that a store can keep it as text.
 */
export interface ApprovalRequest {
  /** Sorts by time of creation. */
  readonly id: string;
  /** Grows by one with every change: an update counts only if it was made from the latest one. */
  readonly revision: number;
  /** `null` for a call that names no agent. */
  readonly agentId: string | null;
  /** `user:` ids of those who asked for the call, or own the key it came with. */
  readonly requesters: readonly string[];
  readonly idempotencyKey: string | null;
  readonly captured: CapturedCall;
  /** The arguments as people see them, where the policy that held the call hides any; else `null`. */
  readonly shownParam: JsonRecord | null;
  /** The redaction patterns of that policy. */
  readonly redact: readonly string[];
  readonly createdAt: number;
  readonly deadline: number;
  /** Why it is held, as the last policy said that held it for another reason or on other terms. */
  readonly ruling: Ruling;
  readonly terms: Terms;
  /** Escalations that are done, by their keys. */
  readonly escalated: readonly string[];
  /** One a person, in order of time. */
  readonly votes: readonly Vote[];
  readonly resolution: Resolution;
  readonly execution: Execution;
}

/** What a policy said of the call. */
export interface Ruling {
  readonly policyVersion: string;
  readonly rule: RuleReference | null;
  /** The rule's message as the policy makes it; may hold what people must not see. */
  readonly message: string | null;
  /** The same, redacted. */
  readonly shownMessage: string | null;
  /** The version that would now allow the call, had a rule not said `on_policy_change: hold`. */
  readonly heldAgainst: string | null;
}

/** Why a request is not pending any more. Part of the public interface. */
export type ResolutionCode =
  | 'approved_by_vote'
  | 'rejected_by_vote'
  | 'policy_change'
  | 'approval_timeout'
  | 'withdrawn';

/** How a request ended, if it did. A final one never changes. */
export type Resolution =
  | { readonly status: 'pending' }
  | {
      readonly status: 'approved' | 'rejected' | 'expired' | 'cancelled';
      readonly at: number;
      readonly code: ResolutionCode;
      /** Who brought it about; `null` where no person did. */
      readonly resolvedBy: string | null;
      readonly reason: string | null;
      /** The version that was active then. */
      readonly policyVersion: string;
    };

export type ResolutionStatus = Resolution['status'];

/** What became of the approved call. `waiting`: it is not approved. */
export type Execution =
  | { readonly status: 'waiting' }
  | { readonly status: 'unclaimed'; readonly claimBefore: number }
  | ({ readonly status: 'executing' } & Lease)
  | ({ readonly status: Outcome } & Report)
  | {
      readonly status: 'ambiguous';
      readonly claimId: string;
      readonly claimedAt: number;
      readonly at: number;
      /** What the holder said after its lease had lapsed. */
      readonly lateReport: Report | null;
    }
  | { readonly status: 'void'; readonly at: number; readonly reason: string };

export type ExecutionStatus = Execution['status'];

/** The right to run the call, for as long as it is renewed. */
export interface Lease {
  /** Known to the holder only: it renews and reports with it. */
  readonly claimId: string;
  readonly claimedAt: number;
  readonly leaseUntil: number;
}

/** What came of a call that ran. */
export type Outcome = 'succeeded' | 'failed';

/** What the holder of a claim says came of the call. */
export interface Report {
  readonly outcome: Outcome;
  readonly claimId: string;
  readonly claimedAt: number;
  readonly at: number;
  /** The failure's message, redacted; `null` for a success. */
  readonly error: string | null;
}

/** The arguments of a request as people see them. */
export const shownParamOf = ({ shownParam, captured }: ApprovalRequest): JsonRecord =>
  shownParam ?? argumentsOf(captured);
