import { ConflictError, GateError } from '../approvals/gate-error.ts';
import { StoreError } from '../approvals/store.ts';
import {
  isConflictCode,
  PROBLEM_STATUS,
  type ProblemBody,
  type ProblemCode,
} from '../contract/problem.ts';

/** A request that cannot be done, as its sender is told. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly more: Pick<ProblemBody, 'errors' | 'approval_id' | 'retry_after'>;

  /** @param detail what is wrong, and what to do instead */
  constructor(
    code: ProblemCode,
    detail: string,
    more: Pick<ProblemBody, 'errors' | 'approval_id' | 'retry_after'> = {},
  ) {
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
export function problem(
  code: ProblemCode,
  detail: string,
  more: Pick<ProblemBody, 'errors' | 'approval_id' | 'retry_after'> = {},
): ProblemBody {
  return {
    type: `urn:assent:problem:${code}`,
    title: code.replace(/[/-]/g, ' '),
    status: PROBLEM_STATUS[code],
    code,
    detail,
    ...more,
  };
}
