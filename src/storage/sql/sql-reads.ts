import type { ApprovalRequest } from '../../approvals/request.ts';
import {
  type PendingRequest,
  type RecordKind,
  type RequestFilter,
  type StoredNotice,
  type StoredRecord,
  type StoredVersion,
  StoreError,
  type StoreIdentity,
} from '../../approvals/store.ts';
import type { SignedCheckpoint } from '../../audit/checkpoint.ts';
import type { LogEntry } from '../../audit/log-line.ts';
import type { JsonRecord } from '../../json/json-value.ts';
import { toolName } from '../../policy/call.ts';
import type { PolicySources } from '../../policy/version.ts';
import { filterColumns } from './list-statements.ts';
import type { ReadStatements } from './read-statements.ts';
import { afterRecordId, readRecordId, recordId } from './record-id.ts';
import { ReviewReader, readCaptured } from './request-contents.ts';
import { columnText, escapedText, keyText } from './request-row.ts';
import type { SqlConnection } from './sql-database.ts';
import { storedJson } from './stored-json.ts';
import { fromRow, pendingFromRow, type StoredRequest } from './stored-request.ts';
import type { HeadRow } from './tables.ts';

/** Reads what one connection sees. */
export class SqlReads {
  readonly #statements: ReadStatements;
  readonly #connection: SqlConnection;
  readonly #reviews = new ReviewReader();

  constructor(statements: ReadStatements, connection: SqlConnection) {
    this.#statements = statements;
    this.#connection = connection;
  }

  async identity(): Promise<StoreIdentity> {
    const row = present(await this.#statements.identity.row(this.#connection, {}));
    return {
      log: row.log,
      signingKey: { privateKey: row.private_key, publicKey: row.public_key },
      digestKey: row.digest_key,
    };
  }

  async head(): Promise<HeadRow> {
    return present(await this.#statements.head.row(this.#connection, {}));
  }

  async request(id: string): Promise<ApprovalRequest | undefined> {
    const rows = await this.#statements.request.rows(this.#connection, escapedText(id));
    return this.#requests(rows)[0];
  }

  async requestByKey(agentId: string | null, key: string): Promise<ApprovalRequest | undefined> {
    const text = keyText(agentId, key);
    return this.#requests(await this.#statements.requestByKey.rows(this.#connection, text))[0];
  }

  async pendingTools(): Promise<readonly string[]> {
    const rows = await this.#statements.pendingTools.rows(this.#connection, {});
    return rows.map(({ captured }) => toolName(readCaptured(captured).call) ?? '');
  }

  async pending(
    tool: string,
    after: string | undefined,
    limit: number,
  ): Promise<readonly PendingRequest[]> {
    const page = { tool: columnText(tool), after: escapedText(after ?? ''), limit };
    const rows = await this.#statements.pending.rows(this.#connection, page);
    return rows.map((row) => pendingFromRow(row, this.#reviews));
  }

  async due(now: number, limit: number): Promise<readonly ApprovalRequest[]> {
    return this.#requests(await this.#statements.due.rows(this.#connection, { now, limit }));
  }

  async list(
    filter: RequestFilter,
    limit: number,
    before: string | undefined,
  ): Promise<readonly ApprovalRequest[]> {
    const input = {
      equal: filterColumns(filter),
      limit,
      before: before === undefined ? undefined : escapedText(before),
    };
    return this.#requests(await this.#statements.list(input).rows(this.#connection, input));
  }

  async nextWake(): Promise<number | undefined> {
    return (await this.#statements.nextWake.row(this.#connection, {}))?.wake_at ?? undefined;
  }

  async policySources(version: string): Promise<PolicySources | undefined> {
    const row = await this.#statements.policy.row(this.#connection, escapedText(version));
    return row === undefined ? undefined : storedJson(row.sources);
  }

  async wasActive(version: string): Promise<boolean> {
    return (
      (await this.#statements.wasActive.row(this.#connection, escapedText(version))) !== undefined
    );
  }

  async entries(after: number, limit: number): Promise<readonly LogEntry[]> {
    return (await this.#statements.entries.rows(this.#connection, { after, limit })).map(plain);
  }

  async entriesOfRun(run: string, after: number, limit: number): Promise<readonly LogEntry[]> {
    const page = { run: columnText(run), after, limit };
    return (await this.#statements.entriesOfRun.rows(this.#connection, page)).map(plain);
  }

  async policyVersions(limit: number): Promise<readonly StoredVersion[]> {
    const rows = await this.#statements.policyVersions.rows(this.#connection, { limit });
    return rows.map(({ version, activated_at }) => ({ version, activatedAt: activated_at }));
  }

  async record(kind: RecordKind, id: string): Promise<JsonRecord | undefined> {
    const key = { kind, id: recordId(id) };
    const row = await this.#statements.record.row(this.#connection, key);
    return row === undefined ? undefined : storedJson(row.value);
  }

  async records(
    kind: RecordKind,
    after: string | undefined,
    limit: number,
  ): Promise<readonly StoredRecord[]> {
    const from = after === undefined ? '' : afterRecordId(after);
    const rows = await this.#statements.records.rows(this.#connection, { kind, from, limit });
    return rows.map(({ id, value }) => ({ id: readRecordId(id), value: storedJson(value) }));
  }

  async checkpoints(): Promise<readonly SignedCheckpoint[]> {
    const rows = await this.#statements.checkpoints.rows(this.#connection, {});
    return rows.map(({ checkpoint, signature }) => ({
      checkpoint: storedJson(checkpoint),
      signature,
    }));
  }

  async notices(limit: number): Promise<readonly StoredNotice[]> {
    const rows = await this.#statements.notices.rows(this.#connection, { limit });
    return rows.map(({ id, notice, at }) => ({ id, notice: storedJson(notice), at }));
  }

  #requests(rows: readonly StoredRequest[]): ApprovalRequest[] {
    return rows.map((row) => fromRow(row, this.#reviews));
  }
}

/** A driver's rows may have no prototype. */
const plain = <Row extends object>(row: Row): Row => ({ ...row });

function present<Row extends object>(row: Row | undefined): Row {
  if (row === undefined)
    throw new StoreError(
      'store/corrupt',
      'the store has lost a row that it always has: restore it from a backup',
    );
  return plain(row);
}
