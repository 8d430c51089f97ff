import { castVote } from './cast-vote.ts';
import { describeResolution } from './describe-resolution.ts';
import { endRequest } from './end-request.ts';
import { escalationDue, escalationKey, openEscalations } from './escalation.ts';
import { followPolicy, type NewDecision } from './follow-policy.ts';
import { nextWake } from './next-wake.ts';
import { countVotes } from './quorum.ts';
import type { ApprovalRequest } from './request.ts';
import { conflictWith, type Effect, type Moment, type Transition } from './transition.ts';
import type { Vote } from './vote.ts';

/** What can resolve a pending request, or bring it nearer to that. */
export type ResolutionEvent =
  | { readonly kind: 'time' }
  | { readonly kind: 'vote'; readonly vote: Omit<Vote, 'at'> }
  /** `by` is `null` for the caller itself. */
  | { readonly kind: 'withdraw'; readonly by: string | null; readonly reason: string | null }
  | ({ readonly kind: 'policy' } & NewDecision);

/**
 * The life of a request until it is resolved, once: a resolved request never changes, whatever comes. Time
 * comes before everything else: no vote counts at or after the deadline, and whoever an escalation that is
 * due adds may vote, whether somebody has looked at the clock meanwhile or not.
 */
export function resolve(
  request: ApprovalRequest,
  event: ResolutionEvent,
  moment: Moment,
): Transition {
  if (request.resolution.status !== 'pending') return tooLate(request, event);
  if (moment.now >= request.deadline) {
    const expired = endRequest(request, EXPIRED, moment);
    return { ...tooLate(expired.request, event), effects: expired.effects };
  }
  const passed = letTimePass(request, moment);
  const isResolved = passed.request.resolution.status !== 'pending';
  const next = isResolved ? tooLate(passed.request, event) : react(passed.request, event, moment);
  return { ...next, effects: [...passed.effects, ...next.effects] };
}

/**
 * Does the escalations that are due. A vote that a changed policy had left uncounted may count since: its
 * voter could not vote once more, so nothing but this would approve the request.
 */
function letTimePass(request: ApprovalRequest, moment: Moment): Transition {
  const escalated = escalate(request, moment.now);
  if (escalated.request === request || countVotes(escalated.request).met !== true) return escalated;
  const approved = endRequest(escalated.request, ESCALATED, moment);
  return { ...approved, effects: [...escalated.effects, ...approved.effects] };
}

function react(request: ApprovalRequest, event: ResolutionEvent, moment: Moment): Transition {
  switch (event.kind) {
    case 'time':
      return { request, effects: [] };
    case 'vote':
      return castVote(request, event.vote, moment);
    case 'withdraw':
      return endRequest(
        request,
        { ...WITHDRAWN, resolvedBy: event.by, reason: event.reason },
        moment,
      );
    case 'policy':
      return followPolicy(request, event, moment);
  }
}

const EXPIRED = {
  status: 'expired',
  code: 'approval_timeout',
  resolvedBy: null,
  reason: 'approval_timeout',
} as const;

const ESCALATED = {
  status: 'approved',
  code: 'approved_by_vote',
  resolvedBy: null,
  reason: 'the votes that were cast count since the escalation',
} as const;

const WITHDRAWN = { status: 'cancelled', code: 'withdrawn' } as const;

/** Every escalation that is due is done, once each, however late. */
function escalate(request: ApprovalRequest, now: number): Transition {
  const due = openEscalations(request).filter((one) => escalationDue(request, one) <= now);
  if (due.length === 0) return { request, effects: [] };
  const escalated: ApprovalRequest = {
    ...request,
    escalated: [...request.escalated, ...due.map(escalationKey)],
  };
  const effects = due.flatMap(({ afterMs, to }): readonly Effect[] => [
    {
      kind: 'audit',
      action: 'approval.escalated',
      event: { details: { after_ms: afterMs, to } },
    },
    {
      kind: 'notify',
      notice: {
        topic: 'approval.escalated',
        requestId: request.id,
        channels: request.terms.notify,
        to,
      },
    },
  ]);
  const at = nextWake(escalated);
  return {
    request: escalated,
    effects: at === undefined ? effects : [...effects, { kind: 'wake', at }],
  };
}

/** Time and policies pass by a resolved request; who wanted to decide it learns who did. */
function tooLate(request: ApprovalRequest, { kind }: ResolutionEvent): Transition {
  if (kind === 'time' || kind === 'policy') return { request, effects: [] };
  return conflictWith(
    request,
    'approval/not-pending',
    `this request is ${describeResolution(request)}`,
  );
}
