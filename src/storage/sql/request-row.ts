import { nextWake } from '../../approvals/next-wake.ts';
import type { ApprovalRequest } from '../../approvals/request.ts';
import { digestText } from '../../json/digest.ts';
import { own, toolName } from '../../policy/call.ts';
import { storedJson } from './stored-json.ts';
import type { RequestContentsRow, RequestRow } from './tables.ts';

/** The columns that make a request again. */
export type StoredRequest = Pick<RequestRow, 'id' | 'revision' | 'outcome'> &
  Pick<RequestContentsRow, 'fixed' | 'review'>;

type Fixed = Pick<
  ApprovalRequest,
  'agentId' | 'idempotencyKey' | 'captured' | 'shownParam' | 'redact' | 'createdAt' | 'deadline'
>;
type Review = Pick<ApprovalRequest, 'requesters' | 'ruling' | 'terms' | 'escalated' | 'votes'>;
type Outcome = Omit<ApprovalRequest, keyof Fixed | keyof Review | 'id' | 'revision'>;

/** Where a new request stands. */
export function toRow(request: ApprovalRequest): RequestRow {
  const { agentId, idempotencyKey, captured, createdAt } = request;
  const tool = toolName(captured.call);
  const run = own(captured.call.run, 'id');
  return {
    ...toChangingColumns(request),
    agent: agentId === null ? null : columnText(agentId),
    tool: tool === undefined ? null : columnText(tool),
    run: typeof run === 'string' ? columnText(run) : null,
    idempotency_key: idempotencyKey === null ? null : keyText(agentId, idempotencyKey),
    created_at: createdAt,
  };
}

/** The large part of a new request. */
export function toContents(request: ApprovalRequest): RequestContentsRow {
  const { agentId, idempotencyKey, captured } = request;
  const { shownParam, redact, createdAt, deadline } = request;
  const fixed: Fixed = {
    agentId,
    idempotencyKey,
    captured,
    shownParam,
    redact,
    createdAt,
    deadline,
  };
  return { ...toReviewColumns(request), fixed: JSON.stringify(fixed) };
}

export type ChangingColumns = Pick<
  RequestRow,
  'id' | 'revision' | 'status' | 'execution' | 'wake_at' | 'outcome'
>;

/** What every later revision changes, and whose it is. */
export function toChangingColumns(request: ApprovalRequest): ChangingColumns {
  const { resolution, execution } = request;
  const outcome: Outcome = { resolution, execution };
  return {
    id: request.id,
    revision: request.revision,
    status: resolution.status,
    execution: execution.status,
    wake_at: nextWake(request) ?? null,
    outcome: JSON.stringify(outcome),
  };
}

export type ReviewColumns = Pick<RequestContentsRow, 'id' | 'review'>;

/** What some later revisions change, and whose it is. */
export function toReviewColumns(request: ApprovalRequest): ReviewColumns {
  const { requesters, ruling, terms, escalated, votes } = request;
  const review: Review = { requesters, ruling, terms, escalated, votes };
  return { id: request.id, review: JSON.stringify(review) };
}

/** Whether two revisions say the same there: equal parts that are not the same object count as other ones. */
export const isReviewShared = (before: ApprovalRequest, after: ApprovalRequest): boolean =>
  before.requesters === after.requesters &&
  before.ruling === after.ruling &&
  before.terms === after.terms &&
  before.escalated === after.escalated &&
  before.votes === after.votes;

export function fromRow({ id, revision, fixed, review, outcome }: StoredRequest): ApprovalRequest {
  return {
    id,
    revision,
    ...storedJson<Fixed>(fixed),
    ...storedJson<Review>(review),
    ...storedJson<Outcome>(outcome),
  };
}

/**
 * What JSON escapes is escaped, because PostgreSQL takes no NUL, and neither database keeps lone
 * surrogates apart. Ids and versions are as before.
 */
export const escapedText = (text: string): string => JSON.stringify(text).slice(1, -1);

/** A text as a column holds it that is looked up, and never read. */
export const columnText = (text: string): string => indexable(escapedText(text));

/** An idempotency key belongs to one agent: both are one text. */
export const keyText = (agentId: string | null, key: string): string =>
  indexable(JSON.stringify([agentId, key]));

/** In characters of at most three bytes. PostgreSQL has no index for values over 2,704 bytes. */
const LONGEST_INDEXED = 500;

/** Stands for a text that is too long for an index; no text that is escaped begins like it. */
const indexable = (text: string): string =>
  text.length <= LONGEST_INDEXED ? text : `"${digestText(text)}`;
