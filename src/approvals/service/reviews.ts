import type { JsonRecord } from '../../json/json-value.ts';
import type { Clock } from '../clock.ts';
import type { Halt } from '../halt.ts';
import type { ApprovalRequest } from '../request.ts';
import type { RequestFilter, Store } from '../store.ts';
import { type ApprovalView, viewOf } from '../view.ts';
import type { Vote, Voter } from '../vote.ts';
import type { AfterCommit, Released } from './apply-transition.ts';
import { AuditTrail } from './audit-trail.ts';
import { notFound, vote, withdraw } from './change-request.ts';
import {
  type Halting,
  type HaltOrder,
  halt,
  type ResumeOrder,
  type Resuming,
  resume,
} from './halts.ts';
import { KnownHalts } from './known-halts.ts';
import { ResolutionsElsewhere } from './resolutions-elsewhere.ts';
import { reveal } from './reveal.ts';
import type { ReviewContext } from './service-context.ts';
import { Waiters } from './waiters.ts';

/** What a page of a list holds at most. */
const MOST_LISTED = 500;

/** Requests on a store as reviewers work with them, and as callers wait for them. Needs no policy. */
export class Reviews {
  readonly #context: ReviewContext;
  readonly #waiters: Waiters;

  /** @param onWake is told when time changes a request next */
  constructor(store: Store, clock: Clock, onWake: (at: number) => void = () => {}) {
    const elsewhere = new ResolutionsElsewhere(
      store,
      (ids) => this.#waiters.wake(ids),
      () => this.#waiters.wakeAll(),
    );
    this.#waiters = new Waiters(
      store,
      () => elsewhere.start(),
      () => elsewhere.stop(),
    );
    this.#context = {
      store,
      clock,
      trail: new AuditTrail(store.identity.digestKey),
      known: new KnownHalts(),
      afterCommit: ({ released, wakes }: AfterCommit) => {
        this.#waiters.release(released);
        for (const at of wakes) onWake(at);
      },
    };
  }

  /** What the use cases of callers share with these. */
  get context(): ReviewContext {
    return this.#context;
  }

  /** A request as people and programs see it. */
  viewOf(request: ApprovalRequest): ApprovalView {
    return viewOf(request, (digest) => this.#context.trail.keyed(digest));
  }

  /** @throws ConflictError when there is no such request */
  async find(id: string): Promise<ApprovalRequest> {
    const request = await this.#context.store.request(id);
    if (request === undefined) throw notFound(id);
    return request;
  }

  /**
   * Requests, newest first.
   *
   * @param before the id of the last request of the page before this one
   */
  list(filter: RequestFilter, limit: number, before?: string): Promise<readonly ApprovalRequest[]> {
    // what is no number asks for one request, as does less than one
    const most = limit >= 1 ? Math.min(Math.trunc(limit), MOST_LISTED) : 1;
    return this.#context.store.list(filter, most, before);
  }

  /** See `Waiters.wait`. */
  wait(id: string, timeoutMs: number, signal?: AbortSignal): Promise<Released> {
    return this.#waiters.wait(id, timeoutMs, signal);
  }

  /** @throws ConflictError when the vote does not count */
  vote(id: string, ballot: Omit<Vote, 'at'>): Promise<ApprovalRequest> {
    return vote(this.#context, id, ballot);
  }

  /** @throws ConflictError when the request is resolved already */
  withdraw(id: string, by: string | null, reason: string | null): Promise<ApprovalRequest> {
    return withdraw(this.#context, id, by, reason);
  }

  /** What is halted now. */
  halts(): Promise<readonly Halt[]> {
    return this.#context.store.halts();
  }

  /** Stops an agent or everything, see `halt`. */
  halt(order: HaltOrder): Promise<Halting> {
    return halt(this.#context, order);
  }

  /** Lets it go on, see `resume`. */
  resume(order: ResumeOrder): Promise<Resuming> {
    return resume(this.#context, order);
  }

  /** @throws ConflictError for anybody who may not decide the request */
  reveal(id: string, voter: Voter): Promise<JsonRecord> {
    return reveal(this.#context, id, voter);
  }
}
