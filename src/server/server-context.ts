import type { Logger } from 'pino';
import type { Clock } from '../approvals/clock.ts';
import type { ApprovalService } from '../approvals/service/approval-service.ts';
import type { Store } from '../approvals/store.ts';
import type { Identity } from '../identity/identity.ts';
import type { EventFeed } from './event-feed.ts';
import type { Metrics } from './metrics.ts';
import type { PolicyFiles } from './policy-files.ts';

/** What handlers work with; everything that has an effect. */
export interface ServerContext {
  readonly store: Store;
  readonly service: ApprovalService;
  readonly identity: Identity;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** What happens, for those who listen. */
  readonly feed: EventFeed;
  /** The policy files that this node reads. */
  readonly files: PolicyFiles;
  /** Where people reach the server: links begin with it. No slash at the end. */
  readonly publicUrl: () => string;
  /** Aborted when the server begins to shut down. */
  readonly closing: AbortSignal;
}
