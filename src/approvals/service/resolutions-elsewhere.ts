import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AuditAction } from '../../audit/event.ts';
import { resolvedAs } from '../resolution-action.ts';
import type { Store } from '../store.ts';

/** Entries that are read at a time: each may hold megabytes. */
const PAGE = 100;

/**
 * Follows the audit log for requests that other processes resolve: the log is in order, and has every
 * resolution.
 */
export class ResolutionsElsewhere {
  readonly #store: Pick<Store, 'entries' | 'logHead' | 'onChange'>;
  readonly #release: (ids: readonly string[]) => void;
  readonly #releaseAll: () => void;
  #stop: (() => void) | undefined;
  #seen: number | undefined;
  #reading = false;
  #again = false;

  /**
   * @param release called with requests that are resolved
   * @param releaseAll called when it cannot be told which are
   */
  constructor(
    store: Pick<Store, 'entries' | 'logHead' | 'onChange'>,
    release: (ids: readonly string[]) => void,
    releaseAll: () => void,
  ) {
    this.#store = store;
    this.#release = release;
    this.#releaseAll = releaseAll;
  }

  start(): void {
    this.#stop ??= this.#store.onChange(() => void this.#look());
    void this.#look();
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#seen = undefined;
  }

  async #look(): Promise<void> {
    this.#again = true;
    if (this.#reading) return;
    this.#reading = true;
    try {
      while (this.#again && this.#stop !== undefined) {
        this.#again = false;
        await this.#readOn();
      }
    } catch {
      // the store will tell of its fault to those who wait
      this.#seen = undefined;
      this.#releaseAll();
    } finally {
      this.#reading = false;
    }
  }

  async #readOn(): Promise<void> {
    let seen = this.#seen ?? (await this.#begin());
    for (;;) {
      // those whom this process releases itself need not look
      await nextTurn();
      const entries = await this.#store.entries(seen, PAGE);
      this.#release(entries.flatMap(({ event }) => resolvedBy(event)));
      seen = entries.at(-1)?.seq ?? seen;
      if (this.#stop === undefined) return;
      this.#seen = seen;
      if (entries.length < PAGE) return;
    }
  }

  /** Whoever began to wait before looks once more: something may have been missed. */
  async #begin(): Promise<number> {
    const { seq } = await this.#store.logHead();
    this.#releaseAll();
    return seq;
  }
}

function resolvedBy(text: string): readonly string[] {
  const { action, request }: { action: AuditAction; request?: string } = JSON.parse(text);
  return request !== undefined && resolvedAs(action) !== undefined ? [request] : [];
}
