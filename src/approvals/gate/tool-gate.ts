import type { JsonRecord } from '../../json/json-value.ts';
import type { Decision } from '../../policy/decision.ts';
import type { ResolutionStatus } from '../request.ts';
import type { WaitStatus } from '../service/waiters.ts';
import type { RequestFilter } from '../store.ts';
import type { ApprovalView } from '../view.ts';
import type { Declined } from './declined.ts';
import type { GatedCall } from './gated-call.ts';
import type { Passage, RunReport } from './passage.ts';

/** Which requests are listed, newest first. */
export interface ListOptions extends RequestFilter {
  /** 100 where absent, 500 at most. */
  readonly limit?: number;
  /** The id of the last request of the page before. */
  readonly before?: string;
}

/** What is waited for, and how long. */
export interface WaitOptions {
  readonly approvalId: string;
  /** In milliseconds; until the request's deadline where absent. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A call after its decision. */
export interface RequestedCall {
  readonly decision: Decision;
  /** Where a person has to decide. */
  readonly approval?: ApprovalView;
}

/**
 * What agents ask of a gate, wherever it decides: in the process, or on a server. What programs are written
 * against that are handed a gate.
 */
export interface ToolGate {
  readonly approvals: ToolApprovals;
  /** Decides a call, waits for a person where one must decide, and runs it: at most once. */
  readonly withTool: <Result>(
    call: GatedCall,
    run: (param: JsonRecord) => Result | Promise<Result>,
  ) => Promise<Result | Declined>;
  /** Decides a call, waits for a person where one must decide, and claims it for its caller to run. */
  readonly gate: (call: GatedCall) => Promise<Passage>;
  /** Decides a call, and makes an approval request where one is required; neither waits nor claims. */
  readonly request: (call: GatedCall) => Promise<RequestedCall>;
  /** What would be decided of a call. Nothing is recorded, and nothing requested. */
  readonly canI: (call: GatedCall) => Promise<Decision>;
  readonly close: () => Promise<void>;
}

/**
 * The requests behind a gate. People decide them as well: in the process they are named, on a server they
 * are those whom the key belongs to, so that these calls are each gate's own.
 */
export interface ToolApprovals {
  /** Waits until a request is resolved; never claims. */
  readonly wait: (options: WaitOptions) => Promise<WaitStatus>;
  readonly getStatus: (id: string) => Promise<ResolutionStatus>;
  readonly get: (id: string) => Promise<ApprovalView>;
  readonly list: (options?: ListOptions) => Promise<readonly ApprovalView[]>;
  /** Claims an approved call for this process, which runs it and reports what came of it. */
  readonly claim: (id: string, call: GatedCall) => Promise<ApprovalView>;
  readonly report: (id: string, report: RunReport) => Promise<void>;
  /** Withdraws a pending request: its call never runs. */
  readonly cancel: (id: string, options?: { readonly reason?: string }) => Promise<ApprovalView>;
}
