import type { JsonRecord } from '../json/json-value.ts';
import { agentId } from '../policy/call.ts';
import type { Decision } from '../policy/decision.ts';
import type { CapturedCall } from './captured-call.ts';
import { nextWake } from './next-wake.ts';
import type { ApprovalRequest } from './request.ts';
import { rulingOf, termsOf } from './ruling.ts';
import type { Effect, Transition } from './transition.ts';

/** What a request is made of. */
export interface NewRequest {
  readonly id: string;
  readonly captured: CapturedCall;
  /** Requires approval; made of the captured call at `now`. */
  readonly decision: Decision;
  /** The decision's message, redacted. */
  readonly message: string | null;
  readonly shownParam: JsonRecord;
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
  const { id, captured, decision, message, shownParam, redact, requesters, idempotencyKey } = made;
  const request: ApprovalRequest = {
    id,
    revision: 1,
    agentId: agentId(captured.call) ?? null,
    requesters,
    idempotencyKey,
    captured,
    shownParam,
    redact,
    createdAt: now,
    deadline: now + (decision.approval?.timeoutMs ?? 0),
    ruling: rulingOf(decision, message),
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
        ...(message !== null && { reason: message }),
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
