import { escalationDue, openEscalations } from './escalation.ts';
import type { ApprovalRequest } from './request.ts';

/**
 * When time alone changes a request next, in milliseconds since the Unix epoch: its deadline, an
 * escalation, the end of the time for a claim, or of a lease. `undefined` when time changes nothing more.
 */
export function nextWake(request: ApprovalRequest): number | undefined {
  if (request.resolution.status === 'pending') {
    const escalations = openEscalations(request).map((one) => escalationDue(request, one));
    return Math.min(request.deadline, ...escalations);
  }
  const { execution } = request;
  if (execution.status === 'unclaimed') return execution.claimBefore;
  if (execution.status === 'executing') return execution.leaseUntil;
  return undefined;
}
