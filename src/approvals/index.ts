/** `assent/approvals`: a gate that holds tool calls until a person has decided, and lets each run once. */

export type { AuditAction, AuditEvent } from '../audit/event.ts';
export type { JsonRecord, JsonValue } from '../json/json-value.ts';
export type { Clock } from './clock.ts';
export type { Approvals, Review } from './gate/approvals.ts';
export { createGate, type GateOptions } from './gate/create-gate.ts';
export { type Declined, isDeclined } from './gate/declined.ts';
export type { Gate } from './gate/gate.ts';
export type { FailureMode } from './gate/gate-behaviour.ts';
export type { GatedCall } from './gate/gated-call.ts';
export type { Passage, RunReport } from './gate/passage.ts';
export type { PolicyInput } from './gate/policy-source.ts';
export type { Reviewer } from './gate/reviewer.ts';
export type {
  ListOptions,
  RequestedCall,
  ToolApprovals,
  ToolGate,
  WaitOptions,
} from './gate/tool-gate.ts';
export {
  ApprovalTimeoutError,
  BlockedError,
  ConflictError,
  GateError,
  type GateErrorCode,
  RejectedError,
  UnreachableError,
} from './gate-error.ts';
export type { RequirementProgress } from './quorum.ts';
export type {
  ExecutionStatus,
  Outcome,
  Resolution,
  ResolutionCode,
  ResolutionStatus,
} from './request.ts';
export type { WaitStatus } from './service/waiters.ts';
export { type Store, StoreError, type StoreErrorCode } from './store.ts';
export type { ConflictCode } from './transition.ts';
export type { ApprovalView, ExecutionView, RulingView, VoteView } from './view.ts';
