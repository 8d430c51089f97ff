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
} from '../../approvals/store.ts';
import type { SignedCheckpoint } from '../../audit/checkpoint.ts';
import type { LogEntry, LogHead } from '../../audit/log-line.ts';
import type { JsonRecord } from '../../json/json-value.ts';
import type { PolicySources } from '../../policy/version.ts';
import { isChange } from '../buffered-write.ts';
import { ChangeListeners } from '../change-listeners.ts';
import { firstEntry, makeIdentity } from '../make-identity.ts';
import { Contents } from './contents.ts';
import { MemoryTransaction } from './memory-transaction.ts';

/**
 * A store that lives as long as the object: for tests, and to try things out. It keeps every promise of
 * the port but durability, for one process.
 *
 * @param now when its log begins, in milliseconds since the Unix epoch
 * @param identity a new one where absent
 */
export const openMemoryStore = (now = Date.now(), identity = makeIdentity()): Store =>
  new MemoryStore(now, identity);

class MemoryStore implements Store {
  readonly identity: StoreIdentity;
  readonly #contents: Contents;
  /** No other process has a part in it. */
  readonly #listeners = new ChangeListeners(() => nothing);
  /** Settles when the last work in the queue has ended. */
  #queue: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(now: number, identity: StoreIdentity) {
    this.identity = identity;
    this.#contents = new Contents(firstEntry(identity, now));
  }

  async write<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    this.#checkOpen();
    const result = this.#queue.then(() => this.#run(work));
    this.#queue = result.then(nothing, nothing);
    return result;
  }

  async #run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const transaction = new MemoryTransaction(this.#contents);
    try {
      const result = await work(transaction);
      const writes = transaction.end();
      this.#contents.apply(writes);
      if (writes.some(isChange)) this.#listeners.tell();
      return result;
    } finally {
      transaction.end();
    }
  }

  async request(id: string): Promise<ApprovalRequest | undefined> {
    return this.#read().request(id);
  }

  async list(
    filter: RequestFilter,
    limit: number,
    before?: string,
  ): Promise<readonly ApprovalRequest[]> {
    return this.#read().list(filter, limit, before);
  }

  async nextWake(): Promise<number | undefined> {
    return this.#read().nextWake();
  }

  async activePolicy(): Promise<ActivePolicy | undefined> {
    return this.#read().activePolicy();
  }

  async policySources(version: string): Promise<PolicySources | undefined> {
    return this.#read().policySources(version);
  }

  async halts(): Promise<readonly Halt[]> {
    return this.#read().halts();
  }

  async record(kind: RecordKind, id: string): Promise<JsonRecord | undefined> {
    return this.#read().records.get(kind, id);
  }

  async records(
    kind: RecordKind,
    after: string | undefined,
    limit: number,
  ): Promise<readonly StoredRecord[]> {
    return this.#read().records.page(kind, after, limit);
  }

  async policyVersions(limit: number): Promise<readonly StoredVersion[]> {
    return this.#read().policyVersions(limit);
  }

  async entriesOfRun(run: string, after: number, limit: number): Promise<readonly LogEntry[]> {
    return this.#read().log.pageOfRun(run, after, limit);
  }

  async entries(after: number, limit: number): Promise<readonly LogEntry[]> {
    return this.#read().log.page(after, limit);
  }

  async logHead(): Promise<LogHead> {
    return this.#read().log.head;
  }

  async checkpoints(): Promise<readonly SignedCheckpoint[]> {
    return this.#read().checkpoints();
  }

  async notices(limit: number): Promise<readonly StoredNotice[]> {
    return this.#read().notices(limit);
  }

  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#queue;
    this.#listeners.clear();
  }

  #read(): Contents {
    this.#checkOpen();
    return this.#contents;
  }

  #checkOpen(): void {
    if (this.#closed) throw new StoreError('store/closed', 'the store in memory has been closed');
  }
}

const nothing = (): void => {};
