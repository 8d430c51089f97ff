import type { Refusal } from '../../json/admit.ts';
import { captureCall } from '../capture.ts';
import type { CapturedCall } from '../captured-call.ts';
import { callOf, type GatedCall, type Handling, handlingOf } from './gated-call.ts';

/** A gated call as it was read, once: what is decided and run, and how it is waited for. */
export interface ReadCall {
  readonly ok: true;
  readonly captured: CapturedCall;
  readonly handling: Handling;
}

/**
 * Reads a gated call, whatever it is. Never throws.
 *
 * @param mayCloseOver whether what runs may use other arguments than those that are handed over
 * @returns a refusal of what is malformed
 */
export function readGatedCall(gated: GatedCall, mayCloseOver: boolean): ReadCall | Refusal {
  const capture = captureCall(callOf(gated), { unbound: mayCloseOver });
  if (!capture.ok) return capture;
  const handling = handlingOf(gated);
  if (typeof handling === 'string') return { ok: false, message: handling };
  return { ok: true, captured: capture.captured, handling };
}
