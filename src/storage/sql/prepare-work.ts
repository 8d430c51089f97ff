import type { ApprovalRequest } from '../../approvals/request.ts';
import { appendEvent, type LogEntry, type LogHead } from '../../audit/log-line.ts';
import type { BufferedWrite } from '../buffered-write.ts';
import { noSuccessor } from '../misfit-error.ts';
import {
  isReviewShared,
  type ReviewColumns,
  toContents,
  toReviewColumns,
} from './request-contents.ts';
import { toChangingColumns, toRow } from './request-row.ts';
import type {
  CheckpointRow,
  HeadRow,
  NoticeRow,
  PolicyRow,
  RequestContentsRow,
  RequestRow,
} from './tables.ts';
import type { RequestChange } from './write-statements.ts';

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
  readonly entries: readonly LogEntry[];
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
  const { forget, entries, notices, checkpoints, policies } = rows;
  const requestRows = { added, contents, changed, reviews };
  return { head: rows.head, forget, ...requestRows, entries, notices, checkpoints, policies };
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
  readonly entries: LogEntry[] = [];
  notices: NoticeRow[] = [];
  readonly checkpoints: CheckpointRow[] = [];
  readonly policies: PolicyRow[] = [];
  readonly #before: HeadRow;
  #last: LogHead;
  #notice: number;

  constructor(head: HeadRow) {
    this.#before = head;
    this.#last = head;
    this.#notice = head.notice;
  }

  /** After all that was added. */
  get head(): HeadRow {
    const { seq, hash } = this.#last;
    const active_version = this.policies.at(-1)?.version ?? this.#before.active_version;
    const generation = this.#before.generation + this.policies.length;
    return { id: this.#before.id, seq, hash, active_version, generation, notice: this.#notice };
  }

  add(write: BufferedWrite): void {
    switch (write.kind) {
      case 'put':
        this.#put(write.request, write.before);
        return;
      case 'audit': {
        const entry = appendEvent(this.#last, write.event);
        this.#last = entry;
        this.entries.push(entry);
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
        this.policies.push({ version, sources: JSON.stringify(sources), activated_at: at });
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
