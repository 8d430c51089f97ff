import type { AuditAction, AuditEvent } from '../audit/event.ts';
import type { Principal } from '../identity/principal.ts';

/** What in the details of an event names who may not be allowed to listen any more. */
const NAMED_IN: Readonly<Partial<Record<AuditAction, 'key' | 'session' | 'user'>>> = {
  'key.revoked': 'key',
  'session.ended': 'session',
  'user.changed': 'user',
  'user.removed': 'user',
};

/** Whether an event may turn anybody away. */
export const turnsAway = ({ action }: AuditEvent): boolean => Object.hasOwn(NAMED_IN, action);

/** Whether an event may have taken from somebody what let them in; whether it has, they find out by asking anew. */
export function isTurnedAway(event: AuditEvent, who: Principal): boolean {
  const named = turnsAway(event) ? NAMED_IN[event.action] : undefined;
  if (named === undefined) return false;
  const id = event.details?.[named];
  return typeof id === 'string' && id === namesOf(who)[named];
}

/** An agent's key goes with its owner. */
const namesOf = (who: Principal) =>
  who.kind === 'agent'
    ? { key: who.keyId, session: null, user: who.owner }
    : { key: who.keyId, session: who.sessionId, user: who.userId };
