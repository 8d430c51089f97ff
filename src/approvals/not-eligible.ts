import type { ApprovalRequest } from './request.ts';
import { conflictWith, type Refused } from './transition.ts';
import type { Voter } from './vote.ts';

/** What somebody hears who wants to decide a request, or see all of it, and is no voter in any requirement. */
export const notEligible = (request: ApprovalRequest, { id }: Voter): Refused =>
  conflictWith(
    request,
    'approval/not-eligible',
    `\`${id}\` is not among those who may decide this request`,
  );
