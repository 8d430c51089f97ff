import type { AuditAction, AuditEvent } from '../audit/event.ts';
import type { JsonRecord } from '../json/json-value.ts';
import type { PersonPrincipal } from './principal.ts';

/** Who changes something, as the audit log says it. */
export interface Actor {
  /** `user:` id, or `filesystem:` of whoever can write the store. */
  readonly person: string;
  /** Through what: `key`, `session`, `link`, `cli`. */
  readonly via: string;
}

/** An authenticated person as the audit log says them. */
export const actorOf = ({ userId, via }: PersonPrincipal): Actor => ({ person: userId, via });

/** An event about people or keys. `details` never has a secret, nor its hash. */
export const audited = (
  action: AuditAction,
  now: number,
  actor: Actor | undefined,
  details: JsonRecord,
): AuditEvent => ({ action, at: new Date(now).toISOString(), ...actor, details });
