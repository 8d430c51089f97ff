import type { Decision } from '../../policy/decision.ts';
import { ApprovalTimeoutError, BlockedError, RejectedError } from '../gate-error.ts';
import { ruleName } from '../ruling.ts';
import type { Declined } from './declined.ts';
import type { Passage } from './passage.ts';

/** What a decision that does not let a call run is thrown as. */
export const blockedError = (decision: Decision): BlockedError =>
  new BlockedError(
    decision.message ?? decision.errors[0]?.message ?? `blocked by ${ruleName(decision)}`,
    decision,
  );

export const isPassage = (outcome: Passage | Declined): outcome is Passage => 'param' in outcome;

/** The same refusal for whoever cannot go on without the call. */
export const declinedError = ({ status, reason, approvalId }: Declined): Error =>
  status === 'expired'
    ? new ApprovalTimeoutError('expired', approvalId)
    : new RejectedError('rejected', reason, approvalId);
