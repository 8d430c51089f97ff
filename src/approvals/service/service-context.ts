import type { Clock } from '../clock.ts';
import type { Ids } from '../ids.ts';
import type { Store } from '../store.ts';
import type { ActivePolicies } from './active-policies.ts';
import type { AfterCommit } from './apply-transition.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { KnownHalts } from './known-halts.ts';

/** What the use cases of reviewers work with: they need no policy. */
export interface ReviewContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly trail: AuditTrail;
  /** For when the store cannot be asked. */
  readonly known: KnownHalts;
  /** Lets waiters go on and looks after deadlines, once what was done is durable. */
  readonly afterCommit: (done: AfterCommit) => void;
}

/** What the use cases of callers work with. */
export interface CallContext extends ReviewContext {
  readonly ids: Ids;
  readonly policies: ActivePolicies;
}
