import { captureCall } from '../../approvals/capture.ts';
import type { RanCall } from '../../approvals/service/record-late.ts';
import { recordLate } from '../../contract/endpoints/decisions.ts';
import type { Call } from '../../policy/call.ts';
import { type Resource, resource } from '../handler.ts';
import { ownedCall } from '../owned-call.ts';

/** Calls that clients ran because failing open was asked for, as they are handed in. */
export const lateDecisionResources: readonly Resource[] = [
  resource(recordLate, async ({ body, principal }, { service }) => {
    // all of them are read before any is written: what is refused is refused whole
    const runs = body.calls.map(({ call, at }) => ({
      ran: readCall(ownedCall(call, principal)),
      at: Date.parse(at),
    }));
    await service.recordLate(runs);
    return { recorded: runs.length };
  }),
];

function readCall(call: Call): RanCall {
  const capture = captureCall(call, { unbound: false });
  return capture.ok ? capture : { ok: false, call, message: capture.message };
}
