/** Marks what stands in for a result, so that no result of a tool is mistaken for it. */
const DECLINED = Symbol.for('assent.declined');

/** In place of a tool's result, where the policy says `on_rejection: continue`: the call did not run. */
export interface Declined {
  readonly [DECLINED]: true;
  readonly status: 'rejected' | 'expired';
  /** For the agent, so that it can adapt. */
  readonly reason: string;
  readonly approvalId: string;
}

export const declined = (
  status: Declined['status'],
  reason: string,
  approvalId: string,
): Declined => Object.freeze({ [DECLINED]: true as const, status, reason, approvalId });

/** Whether something stands in for the result of a call that was not approved. */
export const isDeclined = (value: unknown): value is Declined =>
  typeof value === 'object' && value !== null && DECLINED in value && value[DECLINED] === true;
