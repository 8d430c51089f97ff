import { createHash } from 'node:crypto';
import type { Refusal } from '../json/admit.ts';
import { canonicalJson } from '../json/canonical.ts';
import type { Call, ToolReference } from '../policy/call.ts';
import type { CapturedCall } from './captured-call.ts';
import { copyCall } from './copy-call.ts';

/** A call from outside, captured, or why it is malformed. */
export type Capture = { readonly ok: true; readonly captured: CapturedCall } | Refusal;

/**
 * Copies, freezes and digests a call, see `copyCall`. Never throws.
 *
 * @param call a `Call` from outside: anything may be in it
 * @param options.unbound whether what runs may use other arguments than those that are handed over; a call
 *   that has arguments is bound to them all the same
 * @returns a refusal of a call that is malformed
 */
export function captureCall(call: unknown, options: { readonly unbound: boolean }): Capture {
  const copied = copyCall(call);
  if (!copied.ok) return copied;
  const unbound = options.unbound && copied.call.param === undefined;
  const captured = { call: copied.call, digest: digestOf(copied.call), unbound };
  return { ok: true, captured: Object.freeze(captured) };
}

/** What an approval is for. Who runs it, and when, is not part of it. */
function digestOf({ tool, param, agent, action, resource, attrs, context }: Call): string {
  const reference: ToolReference = typeof tool === 'string' ? { name: tool } : tool;
  const text = canonicalJson({
    v: 1,
    tool: reference.name,
    server: reference.server ?? null,
    agent: agent ?? null,
    param: param ?? {},
    risk_level: reference.riskLevel ?? null,
    annotations: reference.annotations ?? null,
    action: action ?? null,
    resource: resource ?? null,
    attrs: attrs ?? null,
    context: context ?? null,
  });
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
