import type { ApprovalRequest } from '../../approvals/request.ts';
import type { ActivePolicy, Transaction } from '../../approvals/store.ts';
import type { Notice } from '../../approvals/transition.ts';
import type { SignedCheckpoint } from '../../audit/checkpoint.ts';
import type { AuditEvent } from '../../audit/event.ts';
import type { LogHead } from '../../audit/log-line.ts';
import type { PolicySources } from '../../policy/version.ts';
import type { BufferedWrite } from '../memory/buffered-write.ts';
import type { SqlReads } from './sql-reads.ts';
import type { HeadRow } from './tables.ts';

/** What one work reads from and writes to. It is of no use once the work has ended. */
export class WorkTransaction implements Transaction {
  readonly #source: SqlReads;
  readonly #head: HeadRow;
  readonly #pause: () => Promise<void>;
  readonly #writes: BufferedWrite[] = [];
  #ended = false;

  /**
   * @param head as the works before have left it
   * @param pause awaited after reads that may be large
   */
  constructor(source: SqlReads, head: HeadRow, pause: () => Promise<void>) {
    this.#source = source;
    this.#head = head;
    this.#pause = pause;
  }

  /** Takes no more, and gives the writes in the order in which they were asked for. */
  end(): readonly BufferedWrite[] {
    this.#ended = true;
    return this.#writes;
  }

  async request(id: string): Promise<ApprovalRequest | undefined> {
    return this.#reads().request(id);
  }

  async requestByKey(agentId: string | null, key: string): Promise<ApprovalRequest | undefined> {
    return this.#reads().requestByKey(agentId, key);
  }

  async pendingTools(): Promise<readonly string[]> {
    return this.#reads().pendingTools();
  }

  async pending(
    tool: string,
    after: string | undefined,
    limit: number,
  ): Promise<readonly ApprovalRequest[]> {
    const requests = await this.#reads().pending(tool, after, limit);
    await this.#pause();
    return requests;
  }

  async due(now: number, limit: number): Promise<readonly ApprovalRequest[]> {
    const requests = await this.#reads().due(now, limit);
    await this.#pause();
    return requests;
  }

  async activePolicy(): Promise<ActivePolicy | undefined> {
    this.#checkOpen();
    return activePolicy(this.#head);
  }

  async wasActive(version: string): Promise<boolean> {
    return this.#reads().wasActive(version);
  }

  async logHead(): Promise<LogHead> {
    this.#checkOpen();
    return logHead(this.#head);
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

  #reads(): SqlReads {
    this.#checkOpen();
    return this.#source;
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

export const activePolicy = ({ active_version, generation }: HeadRow): ActivePolicy | undefined =>
  active_version === null ? undefined : { version: active_version, generation };

export const logHead = ({ seq, hash }: HeadRow): LogHead => ({ seq, hash });
