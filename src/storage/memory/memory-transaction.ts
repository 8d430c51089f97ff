import type { ApprovalRequest } from '../../approvals/request.ts';
import type { ActivePolicy, Transaction } from '../../approvals/store.ts';
import type { Notice } from '../../approvals/transition.ts';
import type { SignedCheckpoint } from '../../audit/checkpoint.ts';
import type { AuditEvent } from '../../audit/event.ts';
import type { LogHead } from '../../audit/log-line.ts';
import type { PolicySources } from '../../policy/version.ts';
import type { BufferedWrite } from './buffered-write.ts';
import type { Contents } from './contents.ts';

/** What a work reads from and writes to. It is of no use once the work has ended. */
export class MemoryTransaction implements Transaction {
  readonly #contents: Contents;
  readonly #writes: BufferedWrite[] = [];
  #ended = false;

  constructor(contents: Contents) {
    this.#contents = contents;
  }

  /** Takes no more, and gives the writes in the order in which they were asked for. */
  end(): readonly BufferedWrite[] {
    this.#ended = true;
    return this.#writes;
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
  ): Promise<readonly ApprovalRequest[]> {
    return this.#read().pending(tool, after, limit);
  }

  async due(now: number, limit: number): Promise<readonly ApprovalRequest[]> {
    return this.#read().due(now, limit);
  }

  async activePolicy(): Promise<ActivePolicy | undefined> {
    return this.#read().activePolicy();
  }

  async wasActive(version: string): Promise<boolean> {
    return this.#read().policySources(version) !== undefined;
  }

  async logHead(): Promise<LogHead> {
    return this.#read().logHead();
  }

  put(request: ApprovalRequest): void {
    this.#add({ kind: 'put', request });
  }

  audit(event: AuditEvent): void {
    this.#add({ kind: 'audit', event });
  }

  checkpoint(signed: SignedCheckpoint): void {
    this.#add({ kind: 'checkpoint', signed });
  }

  notify(notice: Notice, at: number): void {
    this.#add({ kind: 'notify', notice, at });
  }

  activate(version: string, sources: PolicySources, at: number): void {
    this.#add({ kind: 'activate', version, sources, at });
  }

  forget(before: number): void {
    this.#add({ kind: 'forget', before });
  }

  #read(): Contents {
    this.#checkOpen();
    return this.#contents;
  }

  #add(write: BufferedWrite): void {
    this.#checkOpen();
    this.#writes.push(write);
  }

  /** A write that comes late would be lost without a word. */
  #checkOpen(): void {
    if (this.#ended)
      throw new Error('the transaction has ended: its work must wait for all it does');
  }
}
