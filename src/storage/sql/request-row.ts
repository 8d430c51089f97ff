import { nextWake } from '../../approvals/next-wake.ts';
import type { ApprovalRequest } from '../../approvals/request.ts';
import { digestText } from '../../json/digest.ts';
import { own, toolName } from '../../policy/call.ts';
import { storedJson } from './stored-json.ts';
import type { RequestRow } from './tables.ts';

/** The columns that make a request again. */
export type StoredRequest = Pick<RequestRow, 'id' | 'revision' | 'fixed' | 'state'>;

type Fixed = Pick<
  ApprovalRequest,
  'agentId' | 'idempotencyKey' | 'captured' | 'shownParam' | 'redact' | 'createdAt' | 'deadline'
>;
type State = Omit<ApprovalRequest, keyof Fixed | 'id' | 'revision'>;

/** The row of a request that is new. */
export function toRow(request: ApprovalRequest): RequestRow {
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
  const tool = toolName(captured.call);
  const run = own(captured.call.run, 'id');
  return {
    ...toChangingColumns(request),
    agent: agentId === null ? null : columnText(agentId),
    tool: tool === undefined ? null : columnText(tool),
    run: typeof run === 'string' ? columnText(run) : null,
    idempotency_key: idempotencyKey === null ? null : keyText(agentId, idempotencyKey),
    created_at: createdAt,
    fixed: JSON.stringify(fixed),
  };
}

export type ChangingColumns = Pick<
  RequestRow,
  'id' | 'revision' | 'status' | 'execution' | 'wake_at' | 'state'
>;

/** What of a row a later revision changes, and whose it is. */
export function toChangingColumns(request: ApprovalRequest): ChangingColumns {
  const { requesters, ruling, terms, escalated, votes, resolution, execution } = request;
  const state: State = { requesters, ruling, terms, escalated, votes, resolution, execution };
  return {
    id: request.id,
    revision: request.revision,
    status: resolution.status,
    execution: execution.status,
    wake_at: nextWake(request) ?? null,
    state: JSON.stringify(state),
  };
}

export function fromRow({ id, revision, fixed, state }: StoredRequest): ApprovalRequest {
  const kept = storedJson<Fixed>(fixed);
  const changing = storedJson<State>(state);
  return { id, revision, ...kept, ...changing };
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
