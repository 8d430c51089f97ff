import type { AuditAction, AuditEvent } from '../audit/event.ts';
import type { ApprovalRequest } from './request.ts';

/**
 * What a transition asks the service to do, in the transaction that writes the request or right after it.
 */
export type Effect =
  /** An audit event; what every event of the request has is filled in. */
  | {
      readonly kind: 'audit';
      readonly action: AuditAction;
      readonly event: Partial<Omit<AuditEvent, 'action' | 'at'>>;
    }
  | { readonly kind: 'notify'; readonly notice: Notice }
  /** Whoever waits for the request goes on. */
  | { readonly kind: 'release' }
  /** Time alone will change the request at this moment. */
  | { readonly kind: 'wake'; readonly at: number };

/** Something that people are told of, through channels. */
export interface Notice {
  readonly topic: 'approval.requested' | 'approval.escalated' | 'approval.resolved';
  readonly requestId: string;
  /** Channel names; empty for every default channel. */
  readonly channels: readonly string[];
  /** `user:` and `group:` references; empty for everyone who may approve. */
  readonly to: readonly string[];
}

/** Why a transition did not happen. Part of the public interface. */
export const CONFLICT_CODES = [
  'approval/not-found',
  'approval/not-pending',
  'approval/not-eligible',
  'approval/self-approval',
  'approval/already-voted',
  'approval/not-approved',
  'approval/already-claimed',
  'approval/void',
  'approval/digest-mismatch',
  'approval/claim-lost',
  'approval/idempotency-conflict',
  'approval/halted',
] as const;

export type ConflictCode = (typeof CONFLICT_CODES)[number];

/** The state that stands in the way, and who brought it about. */
export interface Conflict {
  readonly code: ConflictCode;
  /** One line: what stands in the way. */
  readonly message: string;
  /** The request as it is. */
  readonly request: ApprovalRequest;
}

/** What is true at the moment of a transition. */
export interface Moment {
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** The policy version that is active. */
  readonly policyVersion: string;
}

/** The request after an event, or why the event does not count. Either way something may have happened. */
export interface Transition {
  /** The same object where nothing changed. */
  readonly request: ApprovalRequest;
  readonly effects: readonly Effect[];
  /** Present when what was asked did not happen; time may still have changed the request. */
  readonly conflict?: Conflict;
}

/** What was asked did not happen. */
export interface Refused extends Transition {
  readonly conflict: Conflict;
}

/** An event that does not count, and leaves the request as it is. */
export const conflictWith = (
  request: ApprovalRequest,
  code: ConflictCode,
  message: string,
): Refused => ({ request, effects: [], conflict: { code, message, request } });
