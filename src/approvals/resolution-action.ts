import type { AuditAction } from '../audit/event.ts';
import type { ResolutionStatus } from './request.ts';

/** What a request is when it is resolved. */
export type ResolvedStatus = Exclude<ResolutionStatus, 'pending'>;

/** What the audit log calls each resolution. */
export const RESOLUTION_ACTIONS = {
  approved: 'approval.approved',
  rejected: 'approval.rejected',
  expired: 'approval.expired',
  cancelled: 'approval.cancelled',
} as const satisfies Record<ResolvedStatus, AuditAction>;

const STATUSES: ReadonlyMap<string, ResolvedStatus> = new Map(
  (Object.keys(RESOLUTION_ACTIONS) as ResolvedStatus[]).map((status) => [
    RESOLUTION_ACTIONS[status],
    status,
  ]),
);

/** How a request was resolved by an entry of the log; `undefined` for an entry of anything else. */
export const resolvedAs = (action: AuditAction): ResolvedStatus | undefined => STATUSES.get(action);
