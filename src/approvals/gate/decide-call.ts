import { own } from '../../policy/call.ts';
import { blockedAsMalformed } from '../../policy/malformed.ts';
import { captureCall } from '../capture.ts';
import type { CapturedCall } from '../captured-call.ts';
import type { ApprovalService } from '../service/approval-service.ts';
import type { Requested } from '../service/request-approval.ts';
import { decideOrFailSafe } from './decide-or-fail-safe.ts';
import type { GateBehaviour } from './gate-behaviour.ts';
import { callOf, type GatedCall, type Handling } from './gated-call.ts';
import { userReference } from './reviewer.ts';

/** A decision with the copy of the call that may run; without one for a malformed call. */
export interface DecidedCall extends Requested {
  readonly captured: CapturedCall | undefined;
}

/**
 * Captures a call, decides it and records the decision; makes a request where a person has to decide.
 *
 * @param handling what `handlingOf` gives for the call
 * @param mayCloseOver whether what runs may use other arguments than those that are handed over
 * @throws UnreachableError when the call may not run because the store fails
 * @throws ConflictError for an idempotency key that another call was requested with
 */
export async function decideCall(
  service: ApprovalService,
  call: GatedCall,
  handling: Handling | string,
  mayCloseOver: boolean,
  { mode, failureMode }: GateBehaviour,
): Promise<DecidedCall> {
  const capture = captureCall(callOf(call), { unbound: mayCloseOver });
  if (!capture.ok || typeof handling === 'string') {
    const message = capture.ok ? String(handling) : capture.message;
    await service.recordMalformed(call, message);
    const decision = blockedAsMalformed(message, service.policy.version);
    return { decision, request: undefined, captured: undefined };
  }
  const { captured } = capture;
  const user = own(captured.call.run, 'user');
  const options = {
    idempotencyKey: handling.idempotencyKey ?? null,
    requesters: typeof user === 'string' ? [userReference(user)] : [],
    mode,
  };
  return { ...(await decideOrFailSafe(service, captured, options, failureMode)), captured };
}
