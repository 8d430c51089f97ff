import type { PersonRole, Role } from './role.ts';

/** Who a request comes from, as whoever authenticated it says; never a field of the request. */
export type Principal = AgentPrincipal | PersonPrincipal;

/** The key of an agent: it asks for decisions, and can never approve. */
export interface AgentPrincipal {
  readonly kind: 'agent';
  readonly role: Extract<Role, 'agent'>;
  /** What `agent.id` of its calls is. */
  readonly agentId: string;
  readonly keyId: string;
  /** `user:` id of the person the key belongs to, who counts as one that asks for its calls. */
  readonly owner: string;
}

/** A person: signed in, or through a key of theirs. */
export interface PersonPrincipal {
  readonly kind: 'person';
  readonly role: PersonRole;
  /** `user:` id, stable over channels. */
  readonly userId: string;
  /** `group:` references. */
  readonly groups: readonly string[];
  /** Through what the person acts, for the audit log. */
  readonly via: 'key' | 'session';
  /** The key, where there is one. */
  readonly keyId: string | null;
  /** The session, where there is one. */
  readonly sessionId: string | null;
}
