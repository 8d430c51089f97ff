import type { ApprovalRequest } from '../../approvals/request.ts';
import { appendEvent, type LogHead } from '../../audit/log-line.ts';
import type { BufferedWrite, RecordWrite } from '../buffered-write.ts';
import { noSuccessor } from '../misfit-error.ts';
import { recordId } from './record-id.ts';
import {
  isReviewShared,
  type ReviewColumns,
  toContents,
  toReviewColumns,
} from './request-contents.ts';
import { columnText, toChangingColumns, toRow } from './request-row.ts';
import type {
  CheckpointRow,
  EntryRow,
  HeadRow,
  NoticeRow,
  PolicyRow,
  RecordRow,
  RequestContentsRow,
  RequestRow,
} from './tables.ts';
import type { RecordKey, RequestChange } from './write-statements.ts';

/** The rows of one work, ready to be written. */
export interface PreparedWork {
  /** As it will be then. */
  readonly head: HeadRow;
  /** The latest moment of which it said `forget`; comes before all else. */
  readonly forget: number | undefined;
  readonly added: readonly RequestRow[];
  /** Of those that are added. */
  readonly contents: readonly RequestContentsRow[];
  readonly changed: readonly RequestChange[];
  /** Of those that are changed, where it is another one. */
  readonly reviews: readonly ReviewColumns[];
  /** Each at most once, and none that is removed. */
  readonly records: readonly RecordRow[];
  readonly removed: readonly RecordKey[];
  readonly entries: readonly EntryRow[];
  readonly notices: readonly NoticeRow[];
  readonly checkpoints: readonly CheckpointRow[];
  readonly policies: readonly PolicyRow[];
}

/**
 * Turns what a work asked for into rows. Whatever in it cannot be written at all shows here, before
 * anything is.
 *
 * @param head as the works before have left it
 * @param pause awaited often, since there may be tens of thousands of writes
 * @throws MisfitError for revisions of one request that are not in order; TypeError for what is no JSON
 */
export async function prepareWork(
  writes: readonly BufferedWrite[],
  head: HeadRow,
  pause: () => Promise<void>,
): Promise<PreparedWork> {
  const rows = new Rows(head);
  for (const write of writes) {
    rows.add(write);
    await pause();
  }
  const requests = [...rows.requests.values()];
  const added: RequestRow[] = [];
  const contents: RequestContentsRow[] = [];
  const changed: RequestChange[] = [];
  const reviews: ReviewColumns[] = [];
  for (const { base, request, isReviewStored, keyForgotten } of requests) {
    if (base > 0) {
      changed.push({ base, columns: toChangingColumns(request) });
      if (!isReviewStored) reviews.push(toReviewColumns(request));
    } else {
      added.push(keyForgotten ? { ...toRow(request), idempotency_key: null } : toRow(request));
      contents.push(toContents(request));
    }
    await pause();
  }
  const records: RecordRow[] = [];
  const removed: RecordKey[] = [];
  for (const { key, value } of rows.records.values()) {
    if (value === undefined) removed.push(key);
    else records.push({ ...key, value: JSON.stringify(value) });
    await pause();
  }
  const { forget, entries, notices, checkpoints, policies } = rows;
  const requestRows = { added, contents, changed, reviews };
  const others = { records, removed, entries, notices, checkpoints, policies };
  return { head: rows.head, forget, ...requestRows, ...others };
}

/** The last of the revisions that a work wrote of one request. */
interface LastRevision {
  /** What has to be stored before; 0 for nothing. */
  readonly base: number;
  readonly request: ApprovalRequest;
  /** Whether its review is the one that is stored with the base. */
  readonly isReviewStored: boolean;
  readonly keyForgotten: boolean;
}

class Rows {
  forget: number | undefined;
  readonly requests = new Map<string, LastRevision>();
  /** The last writes, by kind and id. */
  readonly records = new Map<
    string,
    { readonly key: RecordKey; readonly value: RecordWrite['value'] }
  >();
  readonly entries: EntryRow[] = [];
  notices: NoticeRow[] = [];
  readonly checkpoints: CheckpointRow[] = [];
  readonly policies: PolicyRow[] = [];
  readonly #before: HeadRow;
  #last: LogHead;
  #notice: number;
  #halts: string;

  constructor(head: HeadRow) {
    this.#before = head;
    this.#last = head;
    this.#notice = head.notice;
    this.#halts = head.halts;
  }

  /** After all that was added. */
  get head(): HeadRow {
    const { seq, hash } = this.#last;
    const { id, active_version, generation } = this.#before;
    const last = this.policies.at(-1);
    return {
      id,
      seq,
      hash,
      active_version: last?.version ?? active_version,
      generation: last?.generation ?? generation,
      notice: this.#notice,
      halts: this.#halts,
    };
  }

  add(write: BufferedWrite): void {
    switch (write.kind) {
      case 'put':
        this.#put(write.request, write.before);
        return;
      case 'audit': {
        const entry = appendEvent(this.#last, write.event);
        this.#last = entry;
        const { run } = write.event;
        this.entries.push({ ...entry, run: run === undefined ? null : columnText(run) });
        return;
      }
      case 'checkpoint': {
        const { checkpoint, signature } = write.signed;
        const text = JSON.stringify(checkpoint);
        this.checkpoints.push({ signature, seq: checkpoint.seq, checkpoint: text });
        return;
      }
      case 'notify': {
        this.#notice += 1;
        const notice = JSON.stringify(write.notice);
        this.notices.push({ id: this.#notice, notice, at: write.at });
        return;
      }
      case 'activate': {
        const { version, sources, at } = write;
        const generation = this.head.generation + 1;
        const text = JSON.stringify(sources);
        this.policies.push({ version, activated_at: at, generation, sources: text });
        return;
      }
      case 'halts':
        this.#halts = JSON.stringify(write.halts);
        return;
      case 'record': {
        const key = { kind: write.of, id: recordId(write.id) };
        this.records.set(`${key.kind} ${key.id}`, { key, value: write.value });
        return;
      }
      case 'forget':
        this.#forget(write.before);
    }
  }

  #put(request: ApprovalRequest, before: ApprovalRequest | undefined): void {
    const { id, revision } = request;
    const earlier = this.requests.get(id);
    const isShared = before !== undefined && isReviewShared(before, request);
    if (earlier === undefined && Number.isSafeInteger(revision) && revision > 0) {
      const base = revision - 1;
      this.requests.set(id, { base, request, isReviewStored: isShared, keyForgotten: false });
    } else if (earlier !== undefined && revision === earlier.request.revision + 1) {
      const isReviewStored = earlier.isReviewStored && isShared;
      this.requests.set(id, { ...earlier, request, isReviewStored });
    } else {
      throw noSuccessor(id, earlier?.request.revision ?? 0, revision);
    }
  }

  #forget(before: number): void {
    this.forget = Math.max(before, this.forget ?? before);
    this.notices = this.notices.filter(({ at }) => at >= before);
    for (const [id, last] of this.requests)
      if (last.request.createdAt < before) this.requests.set(id, { ...last, keyForgotten: true });
  }
}
