import type { Decision } from '../policy/decision.ts';
import { CONFLICT_CODES, type Conflict, type ConflictCode } from './transition.ts';

/** Why a gated call does not run, or a request stays as it is. Part of the public interface. */
export const GATE_ERROR_CODES = [
  'gate/blocked',
  'gate/rejected',
  'gate/cancelled',
  'gate/expired',
  'gate/timeout',
  'gate/unreachable',
  'gate/refused',
  ...CONFLICT_CODES,
] as const;

export type GateErrorCode = (typeof GATE_ERROR_CODES)[number];

/** A gated call does not run. The subclasses say why. */
export class GateError extends Error {
  override readonly name: string = 'GateError';
  readonly code: GateErrorCode;
  /** The approval request, where there is one. */
  readonly approvalId: string | undefined;

  constructor(code: GateErrorCode, message: string, approvalId?: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.approvalId = approvalId;
  }
}

/** The policy blocks the call, or today's policy no longer lets an approved one run. */
export class BlockedError extends GateError {
  override readonly name = 'BlockedError';
  /** Absent for an approved call. */
  readonly decision: Decision | undefined;

  constructor(message: string, decision?: Decision, approvalId?: string) {
    super('gate/blocked', message, approvalId);
    this.decision = decision;
  }
}

/** A person rejected the call, a changed policy did, or it was withdrawn. */
export class RejectedError extends GateError {
  override readonly name = 'RejectedError';
  readonly status: 'rejected' | 'cancelled';
  readonly reason: string | null;

  constructor(status: 'rejected' | 'cancelled', reason: string | null, approvalId: string) {
    super(
      `gate/${status}`,
      `the call was ${status}${reason === null ? '' : `: ${reason}`}`,
      approvalId,
    );
    this.status = status;
    this.reason = reason;
  }
}

/** Nobody decided in time: before the request's deadline (`expired`), or as long as the caller waits (`timeout`). */
export class ApprovalTimeoutError extends GateError {
  override readonly name = 'ApprovalTimeoutError';
  readonly status: 'expired' | 'timeout';

  constructor(status: 'expired' | 'timeout', approvalId: string) {
    const message =
      status === 'expired'
        ? 'nobody decided before the deadline of the approval'
        : 'nobody decided as long as the caller waited';
    super(`gate/${status}`, message, approvalId);
    this.status = status;
  }
}

/** No decision could be obtained, recorded or claimed, so the call does not run. */
export class UnreachableError extends GateError {
  override readonly name = 'UnreachableError';

  constructor(cause: unknown, approvalId?: string) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super('gate/unreachable', `the call could not be decided: ${why}`, approvalId, cause);
  }
}

/** What was asked of a request does not fit its state. */
export class ConflictError extends GateError {
  override readonly name = 'ConflictError';
  declare readonly code: ConflictCode;

  constructor(code: ConflictCode, message: string, approvalId: string) {
    super(code, message, approvalId);
  }
}

/** A transition's conflict, for whoever asked for it. */
export const conflictError = ({ code, message, request }: Conflict): ConflictError =>
  new ConflictError(code, message, request.id);
