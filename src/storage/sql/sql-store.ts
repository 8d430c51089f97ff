import type { Clock } from '../../approvals/clock.ts';
import type { Halt } from '../../approvals/halt.ts';
import type { ApprovalRequest } from '../../approvals/request.ts';
import {
  type ActivePolicy,
  type RecordKind,
  type RequestFilter,
  type Store,
  type StoredNotice,
  type StoredRecord,
  type StoredVersion,
  StoreError,
  type StoreIdentity,
  type Transaction,
  type WriteOptions,
} from '../../approvals/store.ts';
import type { SignedCheckpoint } from '../../audit/checkpoint.ts';
import type { LogEntry, LogHead } from '../../audit/log-line.ts';
import type { JsonRecord } from '../../json/json-value.ts';
import type { PolicySources } from '../../policy/version.ts';
import { ChangeListeners } from '../change-listeners.ts';
import { GroupCommit } from '../group-commit.ts';
import { BatchWriter } from './batch-writer.ts';
import { HaltsReader } from './halts-reader.ts';
import { migrate } from './migrate.ts';
import { readStatements } from './read-statements.ts';
import type { SqlDatabase } from './sql-database.ts';
import { SqlReads } from './sql-reads.ts';
import { activePolicy, logHead } from './work-transaction.ts';

/**
 * A store in a database, which it brings up to date and closes in the end, or at once when it cannot be used.
 *
 * @param mustExist whether a database that holds no store yet is left as it is
 * @throws StoreError
 */
export async function openSqlStore(
  database: SqlDatabase,
  clock: Clock,
  mustExist: boolean,
): Promise<Store> {
  try {
    await migrate(database, clock.now(), mustExist);
    const reads = new SqlReads(readStatements(database.dialect), database.reader);
    return new SqlStore(database, reads, await reads.identity());
  } catch (error) {
    await database.close();
    throw error;
  }
}

class SqlStore implements Store {
  readonly identity: StoreIdentity;
  readonly #database: SqlDatabase;
  readonly #source: SqlReads;
  readonly #commits: GroupCommit<Transaction>;
  readonly #listeners: ChangeListeners;
  readonly #halts = new HaltsReader();
  #closing: Promise<void> | undefined;

  constructor(database: SqlDatabase, reads: SqlReads, identity: StoreIdentity) {
    this.identity = identity;
    this.#database = database;
    this.#source = reads;
    this.#listeners = new ChangeListeners((listener) => database.onForeignCommit(listener));
    const writer = new BatchWriter(database, () => this.#listeners.tell());
    this.#commits = new GroupCommit((next) => writer.write(next));
  }

  async write<T>(work: (tx: Transaction) => Promise<T>, { alone }: WriteOptions = {}): Promise<T> {
    this.#checkOpen();
    return this.#commits.add(work, alone);
  }

  async request(id: string): Promise<ApprovalRequest | undefined> {
    return this.#reads().request(id);
  }

  async list(
    filter: RequestFilter,
    limit: number,
    before?: string,
  ): Promise<readonly ApprovalRequest[]> {
    return this.#reads().list(filter, limit, before);
  }

  async nextWake(): Promise<number | undefined> {
    return this.#reads().nextWake();
  }

  async activePolicy(): Promise<ActivePolicy | undefined> {
    return activePolicy(await this.#reads().head());
  }

  async policySources(version: string): Promise<PolicySources | undefined> {
    return this.#reads().policySources(version);
  }

  async halts(): Promise<readonly Halt[]> {
    return this.#halts.read((await this.#reads().head()).halts);
  }

  async record(kind: RecordKind, id: string): Promise<JsonRecord | undefined> {
    return this.#reads().record(kind, id);
  }

  async records(
    kind: RecordKind,
    after: string | undefined,
    limit: number,
  ): Promise<readonly StoredRecord[]> {
    return this.#reads().records(kind, after, limit);
  }

  async policyVersions(limit: number): Promise<readonly StoredVersion[]> {
    return this.#reads().policyVersions(limit);
  }

  async entriesOfRun(run: string, after: number, limit: number): Promise<readonly LogEntry[]> {
    return this.#reads().entriesOfRun(run, after, limit);
  }

  async entries(after: number, limit: number): Promise<readonly LogEntry[]> {
    return this.#reads().entries(after, limit);
  }

  async logHead(): Promise<LogHead> {
    return logHead(await this.#reads().head());
  }

  async checkpoints(): Promise<readonly SignedCheckpoint[]> {
    return this.#reads().checkpoints();
  }

  async notices(limit: number): Promise<readonly StoredNotice[]> {
    return this.#reads().notices(limit);
  }

  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#listeners.clear();
    await this.#commits.idle();
    await this.#database.close();
  }

  #reads(): SqlReads {
    this.#checkOpen();
    return this.#source;
  }

  #checkOpen(): void {
    if (this.#closing !== undefined)
      throw new StoreError('store/closed', 'the store has been closed');
  }
}
