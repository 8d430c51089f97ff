import { ApprovalTimeoutError, RejectedError } from '../gate-error.ts';
import type { Resolution } from '../request.ts';
import { type Declined, declined } from './declined.ts';

/** What whoever has waited for a request has to know of it. */
export interface Awaited {
  readonly id: string;
  readonly resolution: Resolution;
  readonly terms: { readonly onRejection: 'fail' | 'continue' };
}

/**
 * What a request means for the caller that has waited for it.
 *
 * @returns what stands in for the result, where the policy says `on_rejection: continue`; `undefined` for an
 *   approved request alone
 * @throws RejectedError, ApprovalTimeoutError
 */
export function unlessApproved({ id, resolution, terms }: Awaited): Declined | undefined {
  const continues = terms.onRejection === 'continue';
  switch (resolution.status) {
    case 'approved':
      return undefined;
    case 'pending':
      throw new ApprovalTimeoutError('timeout', id);
    case 'cancelled':
      throw new RejectedError('cancelled', resolution.reason, id);
    case 'rejected':
      if (continues && resolution.code === 'rejected_by_vote') {
        return declined('rejected', resolution.reason ?? 'a person rejected the call', id);
      }
      throw new RejectedError('rejected', resolution.reason, id);
    case 'expired':
      if (continues) return declined('expired', 'approval_timeout', id);
      throw new ApprovalTimeoutError('expired', id);
  }
}
