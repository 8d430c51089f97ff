import type { ApprovalRequest } from '../approvals/request.ts';
import { notFound } from '../approvals/service/change-request.ts';
import type { Principal } from '../identity/principal.ts';
import type { ServerContext } from './server-context.ts';

/**
 * A request as far as its existence is somebody's business: to an agent, those of others are not there.
 *
 * @throws ConflictError `approval/not-found`
 */
export async function visibleRequest(
  { service }: Pick<ServerContext, 'service'>,
  principal: Principal,
  id: string,
): Promise<ApprovalRequest> {
  const request = await service.reviews.find(id);
  if (principal.kind === 'agent' && request.agentId !== principal.agentId) throw notFound(id);
  return request;
}
