import type { Halt } from '../../approvals/halt.ts';
import type { ApprovalRequest } from '../../approvals/request.ts';
import type {
  ActivePolicy,
  PendingRequest,
  RecordKind,
  Transaction,
} from '../../approvals/store.ts';
import type { LogHead } from '../../audit/log-line.ts';
import type { JsonRecord } from '../../json/json-value.ts';
import { WriteBuffer } from '../write-buffer.ts';
import type { Contents } from './contents.ts';

/** What a work reads from and writes to. */
export class MemoryTransaction extends WriteBuffer implements Transaction {
  readonly #contents: Contents;

  constructor(contents: Contents) {
    super();
    this.#contents = contents;
  }

  async request(id: string): Promise<ApprovalRequest | undefined> {
    return this.#read().request(id);
  }

  async requestByKey(agentId: string | null, key: string): Promise<ApprovalRequest | undefined> {
    return this.#read().requestByKey(agentId, key);
  }

  async pendingTools(): Promise<readonly string[]> {
    return this.#read().pendingTools();
  }

  async pending(
    tool: string,
    after: string | undefined,
    limit: number,
  ): Promise<readonly PendingRequest[]> {
    return this.#read().pending(tool, after, limit);
  }

  async due(now: number, limit: number): Promise<readonly ApprovalRequest[]> {
    return this.#read().due(now, limit);
  }

  /** All that a store in memory holds is in memory. */
  async spill(): Promise<void> {}

  async activePolicy(): Promise<ActivePolicy | undefined> {
    return this.#read().activePolicy();
  }

  async wasActive(version: string): Promise<boolean> {
    return this.#read().policySources(version) !== undefined;
  }

  async logHead(): Promise<LogHead> {
    return this.#read().log.head;
  }

  async halts(): Promise<readonly Halt[]> {
    return this.#read().halts();
  }

  async record(kind: RecordKind, id: string): Promise<JsonRecord | undefined> {
    return this.#read().records.get(kind, id);
  }

  #read(): Contents {
    this.checkOpen();
    return this.#contents;
  }
}
