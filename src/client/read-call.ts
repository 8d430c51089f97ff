import type { CapturedCall } from '../approvals/captured-call.ts';
import { copyCall } from '../approvals/copy-call.ts';
import { callOf, type GatedCall, type Handling, handlingOf } from '../approvals/gate/gated-call.ts';
import type { Refusal } from '../json/admit.ts';

/** A gated call as it was read, once: what is sent and run, and how it is waited for. */
export interface ReadCall {
  readonly ok: true;
  readonly call: CapturedCall['call'];
  /** What runs may use other arguments than those that were decided. */
  readonly unbound: boolean;
  readonly handling: Handling;
}

/**
 * Reads a gated call, whatever it is. Never throws. The server takes its digest.
 *
 * @param mayCloseOver whether what runs may use other arguments than those that are handed over
 * @returns a refusal of what is malformed
 */
export function readCall(gated: GatedCall, mayCloseOver: boolean): ReadCall | Refusal {
  const copied = copyCall(callOf(gated));
  if (!copied.ok) return copied;
  const handling = handlingOf(gated);
  if (typeof handling === 'string') return { ok: false, message: handling };
  const unbound = mayCloseOver && copied.call.param === undefined;
  return { ok: true, call: copied.call, unbound, handling };
}
