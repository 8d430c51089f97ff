import type { ApprovalRequest } from '../../approvals/request.ts';
import { deepFreeze } from '../../json/freeze.ts';
import { storedJson } from './stored-json.ts';
import type { RequestContentsRow } from './tables.ts';

type Fixed = Pick<
  ApprovalRequest,
  'agentId' | 'idempotencyKey' | 'shownParam' | 'redact' | 'deadline'
>;
type Ruling = ApprovalRequest['ruling'];
type Messages = readonly [message: Ruling['message'], shown: Ruling['shownMessage']];
type Review = Pick<ApprovalRequest, 'requesters' | 'terms' | 'escalated' | 'votes'> & {
  readonly ruling: Omit<Ruling, 'message' | 'shownMessage'>;
};

/** The large part of a new request. */
export function toContents(request: ApprovalRequest): RequestContentsRow {
  const { agentId, idempotencyKey, shownParam, redact, deadline } = request;
  const fixed: Fixed = { agentId, idempotencyKey, shownParam, redact, deadline };
  return {
    ...toReviewColumns(request),
    captured: JSON.stringify(request.captured),
    fixed: JSON.stringify(fixed),
  };
}

/** What some later revisions change, and whose it is. */
export type ReviewColumns = Pick<RequestContentsRow, 'id' | 'review' | 'messages'>;

export function toReviewColumns(request: ApprovalRequest): ReviewColumns {
  const { requesters, terms, escalated, votes } = request;
  const { message, shownMessage, ...ruling } = request.ruling;
  const review: Review = { requesters, ruling, terms, escalated, votes };
  const messages: Messages = [message, shownMessage];
  return {
    id: request.id,
    review: JSON.stringify(review),
    messages: JSON.stringify(messages),
  };
}

/** Whether two revisions say the same there: equal parts that are not the same object count as other ones. */
export const isReviewShared = (before: ApprovalRequest, after: ApprovalRequest): boolean =>
  before.requesters === after.requesters &&
  before.ruling === after.ruling &&
  before.terms === after.terms &&
  before.escalated === after.escalated &&
  before.votes === after.votes;

export const readCaptured = (captured: string): ApprovalRequest['captured'] => storedJson(captured);

export const readFixed = (fixed: string): Fixed => storedJson(fixed);

/** More than there are rules that hold calls in turns. */
const MOST_REVIEWS = 8;

/** Reads reviews: those with equal texts, which are most of what is read of many requests, once. */
export class ReviewReader {
  /** The last ones. To look through them takes less time than to look one up by a text that long. */
  readonly #last: { readonly text: string; readonly review: Review }[] = [];

  read(
    columns: Pick<RequestContentsRow, 'review' | 'messages'>,
  ): Pick<ApprovalRequest, keyof Review> {
    const [message, shownMessage] = storedJson<Messages>(columns.messages);
    const review = this.#review(columns.review);
    const { policyVersion, rule, heldAgainst } = review.ruling;
    return { ...review, ruling: { policyVersion, rule, message, shownMessage, heldAgainst } };
  }

  #review(text: string): Review {
    const known = this.#last.find((one) => one.text === text);
    if (known !== undefined) return known.review;
    const review = deepFreeze(storedJson<Review>(text));
    if (this.#last.length >= MOST_REVIEWS) this.#last.shift();
    this.#last.push({ text, review });
    return review;
  }
}
