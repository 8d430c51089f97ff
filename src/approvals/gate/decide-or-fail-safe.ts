import type { CapturedCall } from '../captured-call.ts';
import { ConflictError, UnreachableError } from '../gate-error.ts';
import type { ApprovalService } from '../service/approval-service.ts';
import type { Requested, RequestOptions } from '../service/request-approval.ts';
import type { FailureMode } from './gate-behaviour.ts';

/**
 * Decides and records a call. While the store fails, a call that the policy blocks is blocked, one that
 * has to be approved does not run, and one that is allowed runs only where failing open was asked for, or
 * where nothing is enforced; its decision is recorded later.
 *
 * @throws UnreachableError when the call may not run because the store fails
 */
export async function decideOrFailSafe(
  service: ApprovalService,
  captured: CapturedCall,
  options: RequestOptions,
  failureMode: FailureMode,
): Promise<Requested> {
  try {
    return await service.request(captured, options);
  } catch (error) {
    if (error instanceof ConflictError) throw error;
    const decision = service.decide(captured);
    const isHarmless = decision.decision === 'allow' && failureMode === 'fail_open';
    if (decision.decision !== 'block' && options.mode !== 'monitor' && !isHarmless) {
      throw new UnreachableError(error);
    }
    service.recordLater(captured, decision, options.mode);
    return { decision, request: undefined };
  }
}
