import { ConflictError, UnreachableError } from '../gate-error.ts';
import type { ApprovalService } from '../service/approval-service.ts';
import type { Requested } from '../service/request-approval.ts';
import type { GateBehaviour } from './gate-behaviour.ts';
import type { ReadCall } from './read-gated-call.ts';
import { requestersOf } from './requesters.ts';

/**
 * Decides a call and records the decision; makes a request where a person has to decide. While the store
 * fails, a call that the policy blocks, or a halt that was heard of, is blocked, one that has to be approved
 * does not run, and one that is allowed runs only where failing open was asked for, or where nothing is
 * enforced; its decision is recorded later.
 *
 * @throws UnreachableError when the call may not run because the store fails
 * @throws ConflictError for an idempotency key that another call was requested with
 */
export async function decideCall(
  service: ApprovalService,
  { captured, handling }: ReadCall,
  { mode, failureMode }: GateBehaviour,
): Promise<Requested> {
  const requesters = requestersOf(captured);
  const idempotencyKey = handling.idempotencyKey ?? null;
  try {
    return await service.request(captured, { idempotencyKey, requesters, mode });
  } catch (error) {
    if (error instanceof ConflictError) throw error;
    const decision = service.decide(captured);
    // what a policy allows that is no longer in force says nothing
    const isAllowed = decision.decision === 'allow' && service.isOutdated !== true;
    const isHarmless = isAllowed && failureMode === 'fail_open';
    if (decision.decision !== 'block' && mode !== 'monitor' && !isHarmless) {
      throw new UnreachableError(error);
    }
    service.recordLater(captured, decision, mode);
    return { decision, request: undefined };
  }
}
