import type { ApprovalRequest } from './request.ts';
import type { Transition } from './transition.ts';

/**
 * Somebody comes back to a request with its idempotency key, perhaps for another user: whoever asked for
 * the call does not count among those who approve it.
 *
 * @param requesters `user:` ids of those who ask for the call now
 */
export function joinRequest(request: ApprovalRequest, requesters: readonly string[]): Transition {
  const added = requesters.filter((one) => !request.requesters.includes(one));
  if (added.length === 0 || request.resolution.status !== 'pending')
    return { request, effects: [] };
  const joined = { ...request, requesters: [...request.requesters, ...added] };
  const reason = `asked for by ${added.map((one) => `\`${one}\``).join(', ')} as well`;
  const event = { reason, details: { requesters: joined.requesters } };
  return {
    request: joined,
    effects: [{ kind: 'audit', action: 'approval.terms_changed', event }],
  };
}
