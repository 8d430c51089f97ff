import type { Voter } from '../approvals/vote.ts';
import type { PersonPrincipal } from '../identity/principal.ts';
import { mayDo } from '../identity/role.ts';

/** The authenticated person as a voter: what a request says of its sender counts for nothing. */
export const voterOf = ({ userId, groups, role, via }: PersonPrincipal): Voter => ({
  id: userId,
  groups,
  mayApprove: mayDo(role, 'review') === true,
  via,
});
