import type { Clock } from '../../approvals/clock.ts';
import type { ConflictError } from '../../approvals/gate-error.ts';
import type { ApprovalRequest } from '../../approvals/request.ts';
import { Reviews } from '../../approvals/service/reviews.ts';
import type { Store } from '../../approvals/store.ts';
import type { Voter } from '../../approvals/vote.ts';
import type { AuditAction } from '../../audit/event.ts';
import type { ApprovalWire } from '../../contract/approval.ts';
import { viewToWire } from '../../contract/approval-wire.ts';
import { followLog } from '../follow-log.ts';
import type { DecisionVerb, Desk, DeskFilter, FollowHandling, Revealed } from './desk.ts';
import { filesystemVoter } from './filesystem-voter.ts';

/** Entries of the log that tell of a request that somebody may still decide, or could. */
const TOLD: ReadonlySet<AuditAction> = new Set([
  'approval.requested',
  'approval.voted',
  'approval.approved',
  'approval.rejected',
  'approval.expired',
  'approval.cancelled',
  'approval.escalated',
  'approval.held',
  'approval.terms_changed',
]);

/** Requests on a store, decided by the user of this machine. */
export class StoreDesk implements Desk {
  readonly name: string;
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #reviews: Reviews;
  readonly #voter: Voter = filesystemVoter();

  /** @param name what people call the store */
  constructor(name: string, store: Store, clock: Clock) {
    this.name = name;
    this.#store = store;
    this.#clock = clock;
    this.#reviews = new Reviews(store, clock);
  }

  now = (): number => this.#clock.now();

  async list(filter: DeskFilter, limit: number, before?: string): Promise<readonly ApprovalWire[]> {
    const found = await this.#reviews.list(filter, limit, before);
    return found.map((request) => this.#wireOf(request));
  }

  async find(id: string): Promise<ApprovalWire> {
    return this.#wireOf(await this.#reviews.find(id));
  }

  async act(verb: DecisionVerb, id: string, reason: string | null): Promise<ApprovalWire> {
    const voter = this.#voter;
    const decided =
      verb === 'cancel'
        ? await this.#reviews.withdraw(id, voter.id, reason)
        : await this.#reviews.vote(id, { voter, choice: verb, reason });
    return this.#wireOf(decided);
  }

  async reveal(id: string): Promise<Revealed> {
    const param = await this.#reviews.reveal(id, this.#voter);
    return { param, to: this.#voter.id };
  }

  /** A reviewer who is known to the operating system alone is nobody that a policy can name. */
  describeRefusal(error: ConflictError, { requirements }: ApprovalWire): string {
    if (error.code !== 'approval/not-eligible') return error.message;
    const named = requirements.flatMap(({ approvers }) => approvers);
    const whom = [...new Set(named)].map((one) => `\`${one}\``).join(', ') || 'nobody';
    return (
      `${error.message}: the policy names ${whom}, and the command line knows users of this machine only; ` +
      'let them decide where they sign in, in the program that holds the call (`gate.approvals`), or ' +
      'withdraw it with `assent approvals cancel`'
    );
  }

  async follow({ onNews, onListening }: FollowHandling, signal: AbortSignal): Promise<void> {
    const { seq } = await this.#store.logHead();
    await onListening();
    await followLog(this.#store, seq, aborted(signal), async (event) => {
      const { action, at, person, wait_ms, reason, request } = event;
      if (!TOLD.has(action) || request === undefined) return;
      const approval = await this.find(request);
      await onNews({ action, at, person, waitMs: wait_ms, reason, approval });
    });
  }

  #wireOf(request: ApprovalRequest): ApprovalWire {
    return viewToWire(this.#reviews.viewOf(request));
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
