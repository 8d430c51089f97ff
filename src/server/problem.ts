import { ConflictError, GateError } from '../approvals/gate-error.ts';
import { StoreError } from '../approvals/store.ts';
import {
  isConflictCode,
  PROBLEM_STATUS,
  type ProblemBody,
  type ProblemCode,
} from '../contract/problem.ts';
import { IdentityError } from '../identity/identity-error.ts';

/** What a problem says beside its code and its detail. */
type ProblemMembers = Pick<ProblemBody, 'errors' | 'approval_id' | 'retry_after'>;

/** A request that cannot be done, as its sender is told. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly more: ProblemMembers;

  /** @param detail what is wrong, and what to do instead */
  constructor(code: ProblemCode, detail: string, more: ProblemMembers = {}) {
    super(detail);
    this.code = code;
    this.more = more;
  }
}

/**
 * The one place where errors become what the wire says. What nobody foresaw tells its sender nothing but
 * that it happened.
 */
export function problemOf(error: unknown): ProblemBody {
  if (error instanceof ProblemError) return problem(error.code, error.message, error.more);
  if (error instanceof IdentityError) {
    const { code, message, retryAfter } = error;
    return problem(code, message, retryAfter === undefined ? {} : { retry_after: retryAfter });
  }
  if (error instanceof ConflictError) {
    return problem(error.code, error.message, { approval_id: error.approvalId ?? '' });
  }
  if (error instanceof GateError && isConflictCode(error.code)) {
    return problem(error.code, error.message);
  }
  if (error instanceof StoreError) {
    return problem('unavailable', 'the store cannot be used now: try again');
  }
  return problem('internal', 'the server failed: its log says why');
}

/** A problem of a kind. */
export function problem(code: ProblemCode, detail: string, more: ProblemMembers = {}): ProblemBody {
  return {
    type: `urn:assent:problem:${code}`,
    title: code.replace(/[/-]/g, ' '),
    status: PROBLEM_STATUS[code],
    code,
    detail,
    ...more,
  };
}
