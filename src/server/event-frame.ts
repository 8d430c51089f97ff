import type { ApprovalView } from '../approvals/view.ts';
import type { AuditAction, AuditEvent } from '../audit/event.ts';
import type { LogEntry } from '../audit/log-line.ts';
import { viewToWire } from '../contract/approval-wire.ts';
import type { EventType, EventWire } from '../contract/endpoints/operation.ts';

/** Which entries of the audit log are told of, and as what. The rest is nothing that clients wait for. */
const TYPES: Readonly<Partial<Record<AuditAction, EventType>>> = {
  'approval.requested': 'agent.approval.requested',
  'approval.approved': 'agent.approval.resolved',
  'approval.rejected': 'agent.approval.resolved',
  'approval.expired': 'agent.approval.resolved',
  'approval.cancelled': 'agent.approval.resolved',
  'approval.voted': 'agent.approval.changed',
  'approval.escalated': 'agent.approval.changed',
  'approval.held': 'agent.approval.changed',
  'approval.terms_changed': 'agent.approval.changed',
  'execution.claimed': 'agent.approval.changed',
  'execution.succeeded': 'agent.approval.changed',
  'execution.failed': 'agent.approval.changed',
  'execution.ambiguous': 'agent.approval.changed',
  'execution.reported_late': 'agent.approval.changed',
  'execution.void': 'agent.approval.changed',
  'policy.activated': 'policy.activated',
  'halt.set': 'halt.changed',
  'halt.lifted': 'halt.changed',
};

/** An event as it goes over the wire, with what decides who hears of it. */
export interface EventFrame {
  readonly seq: number;
  readonly type: EventType;
  /** Whose it is; absent where it is no agent's. */
  readonly agent: string | undefined;
  /** A whole block of `text/event-stream`. */
  readonly text: string;
}

/** What an audit event is told as; `undefined` where it is not told of. */
export const eventTypeOf = (action: AuditAction): EventType | undefined =>
  Object.hasOwn(TYPES, action) ? TYPES[action] : undefined;

/**
 * An entry as server-sent events have it (HTML standard, 9.2). Its JSON has no line break of its own, so that
 * nothing of an agent can begin a field or a block.
 *
 * @param event what `entry` holds
 * @param approval the request that it is about, as it is now; `null` where it is about none
 */
export function frameOf(
  { seq }: Pick<LogEntry, 'seq'>,
  event: AuditEvent,
  type: EventType,
  approval: ApprovalView | null,
): EventFrame {
  const body: EventWire = {
    seq,
    type,
    at: event.at,
    action: event.action,
    approval: approval === null ? null : viewToWire(approval),
    event: { ...event },
  };
  const text = `id: ${seq}\nevent: ${type}\ndata: ${JSON.stringify(body)}\n\n`;
  return { seq, type, agent: event.agent, text };
}

/** Says where a listener stands, and that the connection lives; no event comes of it. */
export const standingAt = (seq: number): string => `: assent\nid: ${seq}\n\n`;

/** Tells a listener to come back in a second. */
export const COME_BACK = 'retry: 1000\n\n';
