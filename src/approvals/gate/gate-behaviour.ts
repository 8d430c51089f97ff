/** What becomes of an allowed call whose decision cannot be recorded. */
export type FailureMode = 'fail_closed' | 'fail_open';

/** How a gate behaves. */
export interface GateBehaviour {
  /** In monitor mode decisions are recorded, and nothing is held or refused but malformed calls and what a halt stops. */
  readonly mode: 'enforce' | 'monitor';
  readonly failureMode: FailureMode;
  /** How long callers wait for a person, in milliseconds; the request's deadline where absent. */
  readonly approvalTimeoutMs: number | undefined;
  /** How long a claim holds without being renewed, in milliseconds. */
  readonly leaseMs: number;
}
