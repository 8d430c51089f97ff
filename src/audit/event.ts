import type { JsonRecord, JsonValue } from '../json/json-value.ts';

/**
 * What an audit event can tell of. The list is closed and part of the format of the log: an action is
 * never renamed, and its meaning never changes.
 */
export const AUDIT_ACTIONS = [
  // the log itself
  'log.created',
  'log.exported',
  // policies
  'policy.activated',
  'policy.edited',
  // a call
  'call.decided',
  // an approval request
  'approval.requested',
  'approval.voted',
  'approval.approved',
  'approval.rejected',
  'approval.expired',
  'approval.cancelled',
  'approval.escalated',
  'approval.held',
  'approval.terms_changed',
  'approval.revealed',
  // the execution of an approved call
  'execution.claimed',
  'execution.succeeded',
  'execution.failed',
  'execution.ambiguous',
  'execution.reported_late',
  'execution.void',
  // halts
  'halt.set',
  'halt.lifted',
  // people, and the keys of programs
  'user.created',
  'user.changed',
  'user.removed',
  'group.changed',
  'group.removed',
  'key.created',
  'key.revoked',
  'session.started',
  'session.ended',
  'session.refused',
] as const;

export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/**
 * One entry of the audit log, as it is written: snake_case, absent fields left out. Arguments are
 * redacted; the digest is keyed, so that it cannot be guessed back.
 */
export interface AuditEvent {
  readonly action: AuditAction;
  /** ISO 8601, UTC, milliseconds. */
  readonly at: string;
  /** The approval request. */
  readonly request?: string;
  readonly run?: string;
  readonly agent?: string;
  readonly tool?: string;
  readonly server?: string;
  /** `hmac-sha256:` of the digest of the call. */
  readonly digest?: string;
  /** The redacted arguments. */
  readonly param?: JsonRecord;
  /** Who acted: `user:`, `filesystem:`; absent where no person did. */
  readonly person?: string;
  /** Through what the person acted, as `cli`. */
  readonly via?: string;
  readonly decision?: string;
  readonly reason?: string;
  readonly rule?: JsonRecord;
  readonly policy_version?: string;
  /** From the request to its resolution. */
  readonly wait_ms?: number;
  /** What only this action has. */
  readonly details?: { readonly [key: string]: JsonValue };
}
