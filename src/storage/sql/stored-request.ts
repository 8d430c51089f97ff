import type { ApprovalRequest } from '../../approvals/request.ts';
import type { PendingRequest } from '../../approvals/store.ts';
import { type ReviewReader, readCaptured, readFixed } from './request-contents.ts';
import { readOutcome } from './request-row.ts';
import type { RequestContentsRow, RequestRow } from './tables.ts';

/** The columns that make a request again. */
export type StoredRequest = Pick<RequestRow, 'id' | 'revision' | 'created_at' | 'outcome'> &
  RequestContentsRow;

export const fromRow = (row: StoredRequest, reviews: ReviewReader): ApprovalRequest => ({
  id: row.id,
  revision: row.revision,
  ...readFixed(row.fixed),
  captured: readCaptured(row.captured),
  createdAt: row.created_at,
  ...reviews.read(row),
  ...readOutcome(row.outcome),
});

/** The parts that most requests are never asked for stay text. */
export function pendingFromRow(row: StoredRequest, reviews: ReviewReader): PendingRequest {
  const { ruling, terms } = reviews.read(row);
  const captured = readCaptured(row.captured);
  return {
    captured,
    createdAt: row.created_at,
    ruling,
    terms,
    id: row.id,
    whole: () => fromRow(row, reviews),
  };
}
