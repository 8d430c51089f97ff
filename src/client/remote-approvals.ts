import { copyCall } from '../approvals/copy-call.ts';
import { callOf, type GatedCall } from '../approvals/gate/gated-call.ts';
import type { HeldClaims } from '../approvals/gate/held-claims.ts';
import type { RunReport } from '../approvals/gate/passage.ts';
import type { ListOptions, ToolApprovals, WaitOptions } from '../approvals/gate/tool-gate.ts';
import { ConflictError } from '../approvals/gate-error.ts';
import type { ResolutionStatus } from '../approvals/request.ts';
import type { WaitStatus } from '../approvals/service/waiters.ts';
import type { ApprovalView } from '../approvals/view.ts';
import type { JsonRecord } from '../json/json-value.ts';
import { queryOf } from './address.ts';
import { callToWire } from './call-to-wire.ts';
import type { ClaimedCall, RemoteClaim } from './remote-claims.ts';
import type { Resolutions } from './resolutions.ts';
import type { Question, ServerLink } from './server-link.ts';
import { argumentsFromWire, viewFromWire } from './view-from-wire.ts';
import { expectSame, Fields, listOf } from './wire-value.ts';

/** Why somebody decides as they do. Who they are, their key says. */
export interface RemoteReview {
  readonly reason?: string;
}

/** How long a question about requests is asked, in milliseconds. */
const PATIENCE_MS = 10_000;

/** The approval requests of a server: for callers that wait for one, and for the people who decide. */
export class RemoteApprovals implements ToolApprovals {
  readonly #link: ServerLink;
  readonly #resolutions: Resolutions;
  readonly #claims: HeldClaims<ClaimedCall, RemoteClaim>;

  constructor(
    link: ServerLink,
    resolutions: Resolutions,
    claims: HeldClaims<ClaimedCall, RemoteClaim>,
  ) {
    this.#link = link;
    this.#resolutions = resolutions;
    this.#claims = claims;
  }

  /**
   * Waits until a request is resolved, also while the server starts again; never claims.
   *
   * @param options.timeoutMs how long at most; until the request's deadline where absent
   * @throws ConflictError when there is no such request
   */
  async wait(options: WaitOptions): Promise<WaitStatus> {
    const { approvalId, timeoutMs = Number.POSITIVE_INFINITY, signal } = options;
    const { status } = await this.#resolutions.wait(idOf(approvalId), timeoutMs, signal);
    return status === 'pending' ? 'timeout' : status;
  }

  /** @throws ConflictError when there is no such request */
  async getStatus(id: string): Promise<ResolutionStatus> {
    return (await this.get(id)).status;
  }

  /** @throws ConflictError when there is no such request */
  get(id: string): Promise<ApprovalView> {
    return this.#ask(id, { method: 'GET', isRepeatable: true });
  }

  async list(options: ListOptions = {}): Promise<readonly ApprovalView[]> {
    const answer = await this.#link.ask({
      method: 'GET',
      path: `/v1/approvals${queryOf({ ...options })}`,
      isRepeatable: true,
      patienceMs: PATIENCE_MS,
    });
    return new Fields(answer, 'answer').get('approvals', listOf(viewFromWire));
  }

  /**
   * Claims an approved call for this process, which runs it and reports what came of it. The claim is
   * renewed until then.
   *
   * @param call what is about to run: the same call as the approved one
   * @throws ConflictError when it may not run, or was claimed already
   */
  async claim(id: string, call: GatedCall): Promise<ApprovalView> {
    const copied = copyCall(callOf(call));
    if (!copied.ok) {
      const message = `no such call was approved: ${copied.message}`;
      throw new ConflictError('approval/digest-mismatch', message, id);
    }
    const claimed = { call: callToWire(copied.call), patienceMs: PATIENCE_MS };
    return (await this.#claims.claim(idOf(id), claimed)).view;
  }

  /**
   * Says what came of a call that this process has claimed.
   *
   * @throws ConflictError when it has not
   * @throws UnreachableError when it cannot be said now; it is tried again as long as the client is open
   */
  report(id: string, report: RunReport): Promise<void> {
    return this.#claims.report(id, report);
  }

  /** @throws ConflictError when the vote does not count, ServerProblemError when the key is no reviewer's */
  approve(id: string, review: RemoteReview = {}): Promise<ApprovalView> {
    return this.#review(id, 'approve', review, false);
  }

  /** @throws ConflictError when the vote does not count, ServerProblemError when the key is no reviewer's */
  reject(id: string, review: RemoteReview = {}): Promise<ApprovalView> {
    return this.#review(id, 'reject', review, false);
  }

  /**
   * Withdraws a pending request: its call never runs.
   *
   * @throws ConflictError when it is resolved already
   */
  cancel(id: string, review: RemoteReview = {}): Promise<ApprovalView> {
    return this.#review(id, 'cancel', review, false);
  }

  /** The same for a caller that gives up: asked again where the answer was lost, whatever that then says. */
  withdraw(id: string, reason: string): Promise<ApprovalView> {
    return this.#review(id, 'cancel', { reason }, true);
  }

  /**
   * The arguments without redaction, for somebody who may decide the request; written to the audit log.
   *
   * @throws ConflictError for anybody else
   */
  async reveal(id: string): Promise<JsonRecord> {
    const answer = await this.#link.ask({
      method: 'POST',
      path: `/v1/approvals/${idOf(id)}/reveal`,
      isRepeatable: false,
      patienceMs: PATIENCE_MS,
      approvalId: id,
    });
    return new Fields(answer, 'answer').get('param', argumentsFromWire);
  }

  #review(
    id: string,
    act: 'approve' | 'reject' | 'cancel',
    { reason }: RemoteReview,
    isRepeatable: boolean,
  ): Promise<ApprovalView> {
    const body = reason === undefined ? {} : { reason };
    return this.#ask(id, { method: 'POST', isRepeatable, body }, `/${act}`);
  }

  async #ask(
    id: string,
    question: Pick<Question, 'method' | 'isRepeatable' | 'body'>,
    below = '',
  ): Promise<ApprovalView> {
    const answer = await this.#link.ask({
      ...question,
      path: `/v1/approvals/${idOf(id)}${below}`,
      patienceMs: PATIENCE_MS,
      approvalId: id,
    });
    const view = viewFromWire(answer, 'approval');
    expectSame(view.id, id, 'approval.id');
    return view;
  }
}

/** An id that can stand in a path. Nothing that looks otherwise names a request. */
export function idOf(id: unknown): string {
  if (typeof id === 'string' && /^[A-Za-z0-9_-]{1,200}$/.test(id)) return id;
  const shown = typeof id === 'string' ? id : '';
  throw new ConflictError('approval/not-found', `there is no request \`${shown}\``, shown);
}
