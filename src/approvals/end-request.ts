import type { ApprovalRequest, ResolutionCode } from './request.ts';
import { RESOLUTION_ACTIONS, type ResolvedStatus } from './resolution-action.ts';
import type { Effect, Moment, Transition } from './transition.ts';

/** How a request ends. */
export interface Ending {
  readonly status: ResolvedStatus;
  readonly code: ResolutionCode;
  /** Who brought it about; `null` where no person did. */
  readonly resolvedBy: string | null;
  readonly reason: string | null;
}

/** An approved call may be claimed until its deadline, and for this long after its approval at least. */
const CLAIM_WINDOW_MS = 10 * 60_000;

/** Resolves a pending request: waiters go on, people are told, and an approved call can be claimed. */
export function endRequest(
  request: ApprovalRequest,
  { status, code, resolvedBy, reason }: Ending,
  { now, policyVersion }: Moment,
): Transition {
  const claimBefore = Math.max(request.deadline, now + CLAIM_WINDOW_MS);
  const isApproved = status === 'approved';
  const ended: ApprovalRequest = {
    ...request,
    resolution: { status, at: now, code, resolvedBy, reason, policyVersion },
    execution: isApproved ? { status: 'unclaimed', claimBefore } : request.execution,
  };
  const effects: Effect[] = [
    {
      kind: 'audit',
      action: RESOLUTION_ACTIONS[status],
      event: {
        decision: status,
        ...(resolvedBy !== null && { person: resolvedBy }),
        ...(reason !== null && { reason }),
        wait_ms: now - request.createdAt,
        details: { code },
      },
    },
    {
      kind: 'notify',
      notice: {
        topic: 'approval.resolved',
        requestId: request.id,
        channels: request.terms.notify,
        to: [],
      },
    },
    { kind: 'release' },
  ];
  if (isApproved) effects.push({ kind: 'wake', at: claimBefore });
  return { request: ended, effects };
}
