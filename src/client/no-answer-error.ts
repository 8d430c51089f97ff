import { UnreachableError } from '../approvals/gate-error.ts';

/** How much of an answer there was. */
export interface Silence {
  /** Something came from the server all the same: a refusal, or an answer that cannot be understood. */
  readonly wasAnswered: boolean;
  /** The connection or the server failed: asking again may help. */
  readonly mayPass: boolean;
  /** How long the server asks to be left alone, in milliseconds. */
  readonly retryAfterMs: number;
}

/** Nothing came back that says what the server has decided. */
export class NoAnswerError extends UnreachableError {
  readonly silence: Silence;

  constructor(cause: unknown, silence: Silence, approvalId?: string) {
    super(cause, approvalId);
    this.silence = silence;
  }
}
