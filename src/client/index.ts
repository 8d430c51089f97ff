/** `assent/client`: a gate on a server, with the same calls as one in the process. */

export { type Declined, isDeclined } from '../approvals/gate/declined.ts';
export type { FailureMode } from '../approvals/gate/gate-behaviour.ts';
export type { GatedCall } from '../approvals/gate/gated-call.ts';
export type { Passage, RunReport } from '../approvals/gate/passage.ts';
export type {
  ListOptions,
  RequestedCall,
  ToolApprovals,
  ToolGate,
  WaitOptions,
} from '../approvals/gate/tool-gate.ts';
export {
  ApprovalTimeoutError,
  BlockedError,
  ConflictError,
  GateError,
  type GateErrorCode,
  RejectedError,
  UnreachableError,
} from '../approvals/gate-error.ts';
export type { WaitStatus } from '../approvals/service/waiters.ts';
export type { ApprovalView } from '../approvals/view.ts';
export { Assent, type AssentOptions } from './assent.ts';
export type { RemoteApprovals, RemoteReview } from './remote-approvals.ts';
export { ServerProblemError } from './server-problem-error.ts';
