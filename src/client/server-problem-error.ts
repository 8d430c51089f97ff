import { GateError } from '../approvals/gate-error.ts';

/** The server has refused what was asked of it, as what it does not understand or does not let this key do. */
export class ServerProblemError extends GateError {
  override readonly name = 'ServerProblemError';
  /** The code of the problem, such as `auth/invalid`; empty where the answer has none. */
  readonly problem: string;
  /** The HTTP status. */
  readonly status: number;
  /** How long the server asks to be left alone, in milliseconds; 0 where it does not. */
  readonly retryAfterMs: number;

  constructor(
    status: number,
    problem: string,
    detail: string,
    approvalId?: string,
    retryAfterMs = 0,
  ) {
    super('gate/refused', detail, approvalId);
    this.problem = problem;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}
