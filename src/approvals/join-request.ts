import type { ApprovalRequest } from './request.ts';
import { conflictWith, type Transition } from './transition.ts';

/** More than ever ask for one call: each is kept, and every entry about them names all. */
const MOST_REQUESTERS = 100;

/**
 * Somebody comes back to a request with its idempotency key, perhaps for another user: whoever asked for
 * the call does not count among those who approve it. What so many ask for is refused: somebody who may be
 * one of them must not count.
 *
 * @param requesters `user:` ids of those who ask for the call now
 */
export function joinRequest(request: ApprovalRequest, requesters: readonly string[]): Transition {
  const added = requesters.filter((one) => !request.requesters.includes(one));
  if (added.length === 0 || request.resolution.status !== 'pending')
    return { request, effects: [] };
  const joined = { ...request, requesters: [...request.requesters, ...added] };
  if (joined.requesters.length > MOST_REQUESTERS) {
    const message = `more than ${MOST_REQUESTERS} users have asked for this call: request it with another idempotency key`;
    return conflictWith(request, 'approval/idempotency-conflict', message);
  }
  const reason = `asked for by ${added.map((one) => `\`${one}\``).join(', ')} as well`;
  const event = { reason, details: { requesters: joined.requesters } };
  return {
    request: joined,
    effects: [{ kind: 'audit', action: 'approval.terms_changed', event }],
  };
}
