import type { Reviews } from '../approvals/service/reviews.ts';
import type { RequestFilter } from '../approvals/store.ts';
import type { ApprovalWire } from '../contract/approval.ts';
import { viewToWire } from '../contract/approval-wire.ts';

/** Requests that are read at a time: each may hold a mebibyte. */
const READ_AT_ONCE = 20;

/** UTF-16 units of JSON in a page, but for its last request. */
const MOST_UNITS = 4 * 2 ** 20;

/** Newest first. */
export interface ApprovalPage {
  readonly approvals: ApprovalWire[];
  /** The last one's id, also where there are fewer than wanted; `null` at the end. */
  readonly next: string | null;
}

/**
 * Requests as the wire has them, as many as are wanted and fit into one answer.
 *
 * @param before the id of the last request of the page before
 */
export async function listPage(
  reviews: Pick<Reviews, 'list' | 'viewOf'>,
  filter: RequestFilter,
  limit: number,
  before: string | undefined,
): Promise<ApprovalPage> {
  const approvals: ApprovalWire[] = [];
  let units = 0;
  let last = before;
  for (;;) {
    const most = Math.min(READ_AT_ONCE, limit - approvals.length);
    const requests = await reviews.list(filter, most, last);
    for (const request of requests) {
      const wire = viewToWire(reviews.viewOf(request));
      approvals.push(wire);
      units += JSON.stringify(wire).length;
      if (approvals.length >= limit || units > MOST_UNITS) return { approvals, next: wire.id };
    }
    if (requests.length < most) return { approvals, next: null };
    last = requests.at(-1)?.id;
  }
}
