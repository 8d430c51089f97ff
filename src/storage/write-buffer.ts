import type { Halt } from '../approvals/halt.ts';
import type { ApprovalRequest } from '../approvals/request.ts';
import type { RecordKind, Transaction } from '../approvals/store.ts';
import type { Notice } from '../approvals/transition.ts';
import type { SignedCheckpoint } from '../audit/checkpoint.ts';
import type { AuditEvent } from '../audit/event.ts';
import type { JsonRecord } from '../json/json-value.ts';
import type { PolicySources } from '../policy/version.ts';
import type { BufferedWrite } from './buffered-write.ts';

type Writing = Pick<
  Transaction,
  'put' | 'audit' | 'checkpoint' | 'notify' | 'activate' | 'setHalts' | 'putRecord' | 'forget'
>;

/** UTF-16 units of a record's id: what every store can look up. */
const LONGEST_RECORD_ID = 500;

/** The writing half of a transaction, the same for every store. It is of no use once its work has ended. */
export class WriteBuffer implements Writing {
  #writes: BufferedWrite[] = [];
  #ended = false;

  /** Takes no more, and gives the writes in the order in which they were asked for. */
  end(): readonly BufferedWrite[] {
    this.#ended = true;
    return this.#writes;
  }

  /** What was asked for since it was last asked, to be written now. */
  protected take(): readonly BufferedWrite[] {
    this.checkOpen();
    const writes = this.#writes;
    this.#writes = [];
    return writes;
  }

  put(request: ApprovalRequest, before?: ApprovalRequest): void {
    this.#add({ kind: 'put', request, before });
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

  setHalts(halts: readonly Halt[]): void {
    this.#add({ kind: 'halts', halts });
  }

  /** @throws TypeError for an id that is too long */
  putRecord(kind: RecordKind, id: string, value: JsonRecord | undefined): void {
    if (id.length > LONGEST_RECORD_ID)
      throw new TypeError(`the id of a record has at most ${LONGEST_RECORD_ID} characters`);
    this.#add({ kind: 'record', of: kind, id, value });
  }

  forget(before: number): void {
    this.#add({ kind: 'forget', before });
  }

  /** A write that comes late would be lost without a word, and what is read late is not of this work. */
  protected checkOpen(): void {
    if (this.#ended)
      throw new Error('the transaction has ended: its work must wait for all it does');
  }

  #add(write: BufferedWrite): void {
    this.checkOpen();
    this.#writes.push(write);
  }
}
