/** Why something about people and keys is refused. */
export type IdentityErrorCode =
  | 'auth/invalid'
  | 'conflict'
  | 'not-found'
  | 'rate-limited'
  | 'request/malformed';

/** A refusal. Its message is for whoever asked: it never has a secret in it. */
export class IdentityError extends Error {
  override readonly name = 'IdentityError';
  readonly code: IdentityErrorCode;
  /** Seconds until it may be tried again; of `rate-limited` only. */
  readonly retryAfter: number | undefined;

  /** @param message what is wrong, and what to do instead */
  constructor(code: IdentityErrorCode, message: string, retryAfter?: number) {
    super(message);
    this.code = code;
    this.retryAfter = retryAfter;
  }
}
