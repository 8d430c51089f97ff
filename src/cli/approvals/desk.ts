import type { ConflictError } from '../../approvals/gate-error.ts';
import type { ResolutionStatus } from '../../approvals/request.ts';
import type { ApprovalWire } from '../../contract/approval.ts';
import type { JsonRecord } from '../../json/json-value.ts';

/** Where requests are seen and decided: a server, or the store that a gate uses. */
export interface Desk {
  /** What people call it; holds no password. */
  readonly name: string;
  /** Milliseconds since the Unix epoch, as deadlines count them. */
  readonly now: () => number;
  /** Newest first. */
  list(filter: DeskFilter, limit: number, before?: string): Promise<readonly ApprovalWire[]>;
  /** @throws ConflictError when there is no such request */
  find(id: string): Promise<ApprovalWire>;
  /** @throws ConflictError when it cannot be done */
  act(verb: DecisionVerb, id: string, reason: string | null): Promise<ApprovalWire>;
  /** @throws ConflictError when whoever asks may not decide the request */
  reveal(id: string): Promise<Revealed>;
  /** Why something was refused, and what to do instead. */
  describeRefusal(error: ConflictError, request: ApprovalWire): string;
  /**
   * Hands over what happens to requests from now on, whoever brings it about, until `signal` is aborted.
   *
   * @throws what makes it impossible; what `handle` throws
   */
  follow(handling: FollowHandling, signal: AbortSignal): Promise<void>;
}

/** What a person can do about a pending request. */
export type DecisionVerb = 'approve' | 'reject' | 'cancel';

export interface DeskFilter {
  readonly status?: ResolutionStatus;
  readonly tool?: string;
  readonly agent?: string;
  readonly run?: string;
}

/** Arguments without redaction, and who saw them. */
export interface Revealed {
  readonly param: JsonRecord;
  readonly to: string;
}

/** Who is told of what. */
export interface FollowHandling {
  /** Is not called again before it has ended. */
  readonly onNews: (news: News) => Promise<void>;
  /** Every time that news begin to come in: what happened before that, a list tells. */
  readonly onListening: () => void | Promise<void>;
  /** News do not come in for now. */
  readonly onLost: (error: Error) => void;
}

/** Something happened to a request. */
export interface News {
  /** As the audit log calls it. */
  readonly action: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly person: string | undefined;
  /** From the request to its resolution, in milliseconds. */
  readonly waitMs: number | undefined;
  readonly reason: string | undefined;
  /** The request as it is now. */
  readonly approval: ApprovalWire;
}
