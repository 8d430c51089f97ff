import { captureCall } from '../../approvals/capture.ts';
import { recordLate } from '../../contract/endpoints/decisions.ts';
import { type Resource, resource } from '../handler.ts';
import { ownedCall } from '../owned-call.ts';

/** Calls that clients ran because failing open was asked for, as they are handed in. */
export const lateDecisionResources: readonly Resource[] = [
  resource(recordLate, async ({ body, principal }, { service }) => {
    // all of them are read before any is written: what is refused is refused whole
    const runs = body.calls.map(({ call, at }) => {
      const owned = ownedCall(call, principal);
      return { owned, at: Date.parse(at), capture: captureCall(owned, { unbound: false }) };
    });
    for (const { owned, capture } of runs) {
      if (!capture.ok) await service.refuseMalformed(owned, capture.message);
    }
    const recorded = runs.flatMap(({ capture, at }) =>
      capture.ok ? [{ captured: capture.captured, at }] : [],
    );
    if (recorded.length > 0) await service.recordLate(recorded);
    return { recorded: recorded.length };
  }),
];
