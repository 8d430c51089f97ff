import type { ResolutionStatus } from '../../approvals/request.ts';
import type { ApprovalWire } from '../../contract/approval.ts';
import { describeDuration } from '../describe-terms.ts';
import type { Palette } from '../palette.ts';
import { visible } from '../visible-text.ts';

/** A status in the colour of what it means for the call. */
export function renderStatus(status: ResolutionStatus, text: string, palette: Palette): string {
  if (status === 'pending') return palette.decision('require_approval', text);
  return palette.decision(status === 'approved' ? 'allow' : 'block', text);
}

/** How far the votes go, such as `1 of 2 approvals, waiting for group:finance`. */
export function describeProgress(requirements: ApprovalWire['requirements']): string {
  if (requirements.length === 0) return 'nobody can approve it';
  return requirements
    .filter(({ met }) => met !== true)
    .map(({ approvers, quorum, approved_by: approvedBy }) => {
      const left = quorum - approvedBy.length;
      const anybody = left === 1 ? 'one more person' : `${left} more people`;
      const whom = approvers.length === 0 ? anybody : visible(approvers.join(' or '));
      return `${approvedBy.length} of ${counted(quorum)}, waiting for ${whom}`;
    })
    .join('; ');
}

const counted = (approvals: number): string => `${approvals} approval${approvals === 1 ? '' : 's'}`;

/** When the deadline of a pending request is, seen from now, such as `in 1h 30m`. */
export function describeTimeLeft(request: ApprovalWire, now: number): string {
  const deadline = Date.parse(request.deadline);
  // its gate writes down that it expired; with none running, nobody does
  return now >= deadline ? 'overdue' : `in ${briefly(deadline - now)}`;
}

/** A length of time in its two largest units, such as `1h 30m`. */
export const briefly = (milliseconds: number): string =>
  describeDuration(Math.max(0, milliseconds)).split(' ').slice(0, 2).join(' ');
