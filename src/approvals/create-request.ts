import { agentId } from '../policy/call.ts';
import type { Decision } from '../policy/decision.ts';
import type { CapturedCall } from './captured-call.ts';
import { nextWake } from './next-wake.ts';
import type { RedactedCall } from './redact.ts';
import type { ApprovalRequest } from './request.ts';
import { rulingOf, termsOf } from './ruling.ts';
import type { Effect, Transition } from './transition.ts';

/** What a request is made of. */
export interface NewRequest {
  readonly id: string;
  readonly captured: CapturedCall;
  /** Requires approval; made of the captured call at `now`. */
  readonly decision: Decision;
  readonly redacted: RedactedCall;
  readonly redact: readonly string[];
  readonly requesters: readonly string[];
  readonly idempotencyKey: string | null;
}

/**
 * The first transition of a request: it is pending.
 *
 * @param now milliseconds since the Unix epoch
 */
export function createRequest(made: NewRequest, now: number): Transition {
  const { id, captured, decision, redacted, redact, requesters, idempotencyKey } = made;
  const { shownParam, shown } = redacted;
  const ruling = rulingOf(decision, shown);
  const request: ApprovalRequest = {
    id,
    revision: 1,
    agentId: agentId(captured.call) ?? null,
    requesters,
    idempotencyKey,
    captured,
    shownParam: shownParam === captured.call.param ? null : shownParam,
    redact,
    createdAt: now,
    deadline: now + (decision.approval?.timeoutMs ?? 0),
    ruling,
    terms: termsOf(decision),
    escalated: [],
    votes: [],
    resolution: { status: 'pending' },
    execution: { status: 'waiting' },
  };
  const effects: Effect[] = [
    {
      kind: 'audit',
      action: 'approval.requested',
      event: {
        ...(ruling.shownMessage !== null && { reason: ruling.shownMessage }),
        details: {
          deadline: new Date(request.deadline).toISOString(),
          ...(captured.unbound && { unbound: true }),
        },
      },
    },
    {
      kind: 'notify',
      notice: {
        topic: 'approval.requested',
        requestId: id,
        channels: request.terms.notify,
        to: [...new Set(request.terms.requirements.flatMap(({ approvers }) => approvers))],
      },
    },
  ];
  const at = nextWake(request);
  if (at !== undefined) effects.push({ kind: 'wake', at });
  return { request, effects };
}
