import type { Escalation } from '../policy/document/policy-document.ts';
import type { ApprovalRequest } from './request.ts';

/** Tells escalations of a request apart, so that each is done once whatever policies say in between. */
export const escalationKey = ({ afterMs, to }: Escalation): string =>
  `${afterMs}:${[...to].sort().join(',')}`;

/** When an escalation of a request is due, in milliseconds since the Unix epoch. */
export const escalationDue = (request: ApprovalRequest, escalation: Escalation): number =>
  request.createdAt + escalation.afterMs;

/** Escalations that are not done, in the order in which they are due. */
export const openEscalations = (request: ApprovalRequest): readonly Escalation[] =>
  request.terms.escalations.filter((one) => !request.escalated.includes(escalationKey(one)));

/** `user:` and `group:` references that a done escalation added to whoever may vote. */
export const escalatedTo = (request: ApprovalRequest): readonly string[] =>
  request.terms.escalations
    .filter((one) => request.escalated.includes(escalationKey(one)))
    .flatMap(({ to }) => to);
