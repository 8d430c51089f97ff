import { claimedDigest } from '../../approvals/claimed-digest.ts';
import { viewToWire } from '../../contract/approval-wire.ts';
import * as endpoints from '../../contract/endpoints/approvals.ts';
import { type Resource, resource } from '../handler.ts';
import { ownedCall } from '../owned-call.ts';
import { visibleRequest } from '../visible-request.ts';

/** Approved calls as agents run them: claimed once, renewed, and reported. */
export const claimResources: readonly Resource[] = [
  resource(endpoints.claim, async ({ params, body, principal }, context) => {
    const { service } = context;
    await visibleRequest(context, principal, params.id);
    const digest = claimedDigest(params.id, ownedCall(body.call, principal));
    const { request, claimId } = await service.claim(
      params.id,
      digest,
      body.lease_ms,
      body.claim_id,
    );
    const approval = viewToWire(service.reviews.viewOf(request));
    return { claim_id: claimId, lease_ms: body.lease_ms, approval };
  }),

  resource(endpoints.renew, async ({ params, body, principal }, context) => {
    const { service } = context;
    await visibleRequest(context, principal, params.id);
    const renewed = await service.renewClaim(params.id, body.claim_id, body.lease_ms);
    return viewToWire(service.reviews.viewOf(renewed));
  }),

  resource(endpoints.reportOutcome, async ({ params, body, principal }, context) => {
    const { service } = context;
    const { claim_id, outcome, error = null } = body;
    await visibleRequest(context, principal, params.id);
    const reported = await service.reportClaim(params.id, claim_id, outcome, error);
    return viewToWire(service.reviews.viewOf(reported));
  }),
];
