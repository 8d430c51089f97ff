import type { JsonRecord } from '../../json/json-value.ts';
import { claimedDigest } from '../claimed-digest.ts';
import type { ApprovalRequest, ResolutionStatus } from '../request.ts';
import type { Claimed } from '../service/claim.ts';
import type { Reviews } from '../service/reviews.ts';
import type { WaitStatus } from '../service/waiters.ts';
import type { ApprovalView } from '../view.ts';
import { callOf, type GatedCall } from './gated-call.ts';
import type { HeldClaims } from './held-claims.ts';
import type { RunReport } from './passage.ts';
import { type Reviewer, reasonOf, voterOf } from './reviewer.ts';
import type { ListOptions, ToolApprovals, WaitOptions } from './tool-gate.ts';

/** What is listed where no limit is given. */
const USUAL_PAGE = 100;

/** Who decides a request, and why. */
export interface Review {
  readonly by: Reviewer;
  readonly reason?: string;
}

/** The approval requests behind a gate: for callers that wait for one, and for the people who decide. */
export class Approvals implements ToolApprovals {
  readonly #reviews: Reviews;
  readonly #claims: HeldClaims<string, Claimed>;

  constructor(reviews: Reviews, claims: HeldClaims<string, Claimed>) {
    this.#reviews = reviews;
    this.#claims = claims;
  }

  /**
   * Waits until a request is resolved; never claims.
   *
   * @param options.timeoutMs how long at most; until the request's deadline where absent
   * @throws ConflictError when there is no such request
   */
  async wait(options: WaitOptions): Promise<WaitStatus> {
    const { approvalId, timeoutMs = Number.POSITIVE_INFINITY, signal } = options;
    const { status } = (await this.#reviews.wait(approvalId, timeoutMs, signal)).resolution;
    return status === 'pending' ? 'timeout' : status;
  }

  /** @throws ConflictError when there is no such request */
  async getStatus(id: string): Promise<ResolutionStatus> {
    return (await this.#reviews.find(id)).resolution.status;
  }

  /** @throws ConflictError when there is no such request */
  async get(id: string): Promise<ApprovalView> {
    return this.#reviews.viewOf(await this.#reviews.find(id));
  }

  async list({
    limit = USUAL_PAGE,
    before,
    ...filter
  }: ListOptions = {}): Promise<readonly ApprovalView[]> {
    return (await this.#reviews.list(filter, limit, before)).map((request) =>
      this.#reviews.viewOf(request),
    );
  }

  /**
   * Claims an approved call for this process, which runs it and reports what came of it. The claim is
   * renewed until then.
   *
   * @param call what is about to run: the same call as the approved one
   * @throws ConflictError when it may not run, or was claimed already
   */
  async claim(id: string, call: GatedCall): Promise<ApprovalView> {
    const { request } = await this.#claims.claim(id, claimedDigest(id, callOf(call)));
    return this.#reviews.viewOf(request);
  }

  /**
   * Says what came of a call that this process has claimed.
   *
   * @throws ConflictError when it has not
   * @throws StoreError when that cannot be written now; it is tried again as long as the gate is open
   */
  async report(id: string, report: RunReport): Promise<void> {
    await this.#claims.report(id, report);
  }

  /** @throws ConflictError when the vote does not count, TypeError when `by` names nobody or the reason is no text */
  approve(id: string, review: Review): Promise<ApprovalView> {
    return this.#vote(id, 'approve', review);
  }

  /** @throws ConflictError when the vote does not count, TypeError when `by` names nobody or the reason is no text */
  reject(id: string, review: Review): Promise<ApprovalView> {
    return this.#vote(id, 'reject', review);
  }

  /**
   * Withdraws a pending request: its call never runs.
   *
   * @param options.by who withdraws; the caller itself where absent
   * @throws ConflictError when it is resolved already
   */
  async cancel(
    id: string,
    { by, reason }: { readonly by?: Reviewer; readonly reason?: string } = {},
  ): Promise<ApprovalView> {
    const person = by === undefined ? null : voterOf(by).id;
    return this.#reviews.viewOf(await this.#reviews.withdraw(id, person, reasonOf(reason)));
  }

  /**
   * The arguments without redaction, for somebody who may decide the request; written to the audit log.
   *
   * @throws ConflictError for anybody else
   */
  reveal(id: string, { by }: { readonly by: Reviewer }): Promise<JsonRecord> {
    return this.#reviews.reveal(id, voterOf(by));
  }

  async #vote(
    id: string,
    choice: 'approve' | 'reject',
    { by, reason }: Review,
  ): Promise<ApprovalView> {
    const voter = voterOf(by);
    const voted: ApprovalRequest = await this.#reviews.vote(id, {
      voter,
      choice,
      reason: reasonOf(reason),
    });
    return this.#reviews.viewOf(voted);
  }
}
