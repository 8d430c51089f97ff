import { resolvedAs } from '../approvals/resolution-action.ts';
import type { Store } from '../approvals/store.ts';
import type { AuditEvent } from '../audit/event.ts';

/** Requests that are read at a time when they are counted first. */
const PAGE = 200;

/** How many requests are pending: counted once, and kept up to date by what the audit log tells. */
export class PendingCount {
  readonly #pending = new Set<string>();
  /** What was resolved while the counting went on: a page that is read late may still have it as pending. */
  #resolved: Set<string> | undefined = new Set();

  /** Those that are known: fewer than there are, while they are being counted. */
  get size(): number {
    return this.#pending.size;
  }

  /** An entry of the log, in order. */
  tell({ action, request }: AuditEvent): void {
    if (request === undefined) return;
    if (action === 'approval.requested') this.#pending.add(request);
    if (resolvedAs(action) === undefined) return;
    this.#pending.delete(request);
    this.#resolved?.add(request);
  }

  /**
   * Counts those that were there before. To be called once, when the log is listened to.
   *
   * @throws StoreError; what was counted until then stays
   */
  async count(store: Pick<Store, 'list'>): Promise<void> {
    let before: string | undefined;
    try {
      do {
        const page = await store.list({ status: 'pending' }, PAGE, before);
        for (const { id } of page) if (this.#resolved?.has(id) !== true) this.#pending.add(id);
        before = page.length < PAGE ? undefined : page.at(-1)?.id;
      } while (before !== undefined);
    } finally {
      // otherwise it would grow for as long as the process runs
      this.#resolved = undefined;
    }
  }
}
