import { nextWake } from '../../approvals/next-wake.ts';
import type { ApprovalRequest } from '../../approvals/request.ts';
import { digestText } from '../../json/digest.ts';
import { own, toolName } from '../../policy/call.ts';
import { storedJson } from './stored-json.ts';
import type { RequestRow } from './tables.ts';

type Outcome = Pick<ApprovalRequest, 'resolution' | 'execution'>;

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

export const readOutcome = (outcome: string): Outcome => storedJson(outcome);

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
