import type { z } from 'zod';
import { reasonOf } from '../../approvals/gate/reviewer.ts';
import type { ApprovalRequest } from '../../approvals/request.ts';
import type { RequestFilter } from '../../approvals/store.ts';
import type { Vote } from '../../approvals/vote.ts';
import type { ApprovalWire } from '../../contract/approval.ts';
import { viewToWire } from '../../contract/approval-wire.ts';
import * as endpoints from '../../contract/endpoints/approvals.ts';
import type { Principal } from '../../identity/principal.ts';
import { type Handler, type Resource, resource } from '../handler.ts';
import { listPage } from '../list-page.ts';
import { voterOf } from '../principal-voter.ts';
import type { ServerContext } from '../server-context.ts';
import { untilStopped } from '../until-stopped.ts';
import { visibleRequest } from '../visible-request.ts';

/** Requests as people decide them, and as agents wait for their own. */
export const approvalResources: readonly Resource[] = [
  resource(endpoints.listApprovals, async ({ query, principal }, context) => {
    const { limit, before } = query;
    const filter = filterOf(principal, query);
    if (filter === undefined) return { approvals: [], next: null };
    return listPage(context.service.reviews, filter, limit, before);
  }),

  resource(endpoints.showApproval, async ({ params, principal }, context) =>
    wireOf(context, await visibleRequest(context, principal, params.id)),
  ),

  resource(endpoints.waitForApproval, async ({ params, query, principal, signal }, context) => {
    const { reviews } = context.service;
    await visibleRequest(context, principal, params.id);
    const ends = { gone: signal, closing: context.closing };
    await untilStopped(ends, (stopping) => reviews.wait(params.id, query.timeout_ms, stopping));
    // read anew: very many wait, and nothing of their requests is kept in memory meanwhile
    return wireOf(context, await reviews.find(params.id));
  }),

  resource(endpoints.approve, voting('approve')),
  resource(endpoints.reject, voting('reject')),

  resource(endpoints.cancel, async ({ params, body, principal }, context) => {
    await visibleRequest(context, principal, params.id);
    // an agent that withdraws is the caller itself, and no person
    const by = principal.kind === 'person' ? principal.userId : null;
    const { reviews } = context.service;
    return wireOf(context, await reviews.withdraw(params.id, by, reasonOf(body.reason)));
  }),

  resource(endpoints.reveal, async ({ params, principal }, { service }) => ({
    param: { ...(await service.reviews.reveal(params.id, voterOf(principal))) },
  })),
];

const wireOf = ({ service }: ServerContext, request: ApprovalRequest): ApprovalWire =>
  viewToWire(service.reviews.viewOf(request));

function voting(choice: Vote['choice']): Handler<typeof endpoints.approve> {
  return async ({ params, body, principal }, context) => {
    const ballot = { voter: voterOf(principal), choice, reason: reasonOf(body.reason) };
    return wireOf(context, await context.service.reviews.vote(params.id, ballot));
  };
}

/** Which requests are listed; `undefined` for none: an agent asks for those of another one. */
function filterOf(
  principal: Principal,
  { status, execution, agent, tool, run }: z.output<typeof endpoints.listApprovals.query>,
): RequestFilter | undefined {
  const own = principal.kind === 'agent' ? principal.agentId : agent;
  if (agent !== undefined && agent !== own) return undefined;
  return {
    ...(status !== undefined && { status }),
    ...(execution !== undefined && { execution }),
    ...(tool !== undefined && { tool }),
    ...(run !== undefined && { run }),
    ...(own !== undefined && { agent: own }),
  };
}
