import type { ApprovalRequest, ResolutionStatus } from '../request.ts';
import type { Store } from '../store.ts';
import { notFound } from './change-request.ts';

/** How a wait ended. `timeout`: the caller gave up, and the request is still pending. */
export type WaitStatus = Exclude<ResolutionStatus, 'pending'> | 'timeout';

/** `setTimeout` cannot wait longer; it would not wait at all. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Those who wait for requests to be resolved. */
export class Waiters {
  readonly #store: Pick<Store, 'request'>;
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #onFirst: () => void;
  readonly #onLast: () => void;

  /**
   * @param onFirst called when somebody begins to wait where nobody did
   * @param onLast called when nobody waits any more
   */
  constructor(store: Pick<Store, 'request'>, onFirst: () => void, onLast: () => void) {
    this.#store = store;
    this.#onFirst = onFirst;
    this.#onLast = onLast;
  }

  /**
   * Waits until a request is resolved. Keeps the process running meanwhile.
   *
   * @param timeoutMs how long at most
   * @returns the request as it is then, pending only where the wait timed out
   * @throws ConflictError when there is no such request
   * @throws the signal's reason when that is aborted
   */
  async wait(id: string, timeoutMs: number, signal?: AbortSignal): Promise<ApprovalRequest> {
    signal?.throwIfAborted();
    const gaveUp = new AbortController();
    const stopTimer = after(timeoutMs, () => gaveUp.abort());
    const ends = signal === undefined ? gaveUp.signal : AbortSignal.any([signal, gaveUp.signal]);
    try {
      for (;;) {
        // listening before looking: what changes in between is not missed
        const changed = this.#listen(id, ends);
        try {
          const request = await this.#store.request(id);
          if (request === undefined) throw notFound(id);
          if (request.resolution.status !== 'pending' || gaveUp.signal.aborted) return request;
          await changed.next;
        } finally {
          changed.stop();
        }
        signal?.throwIfAborted();
      }
    } finally {
      stopTimer();
    }
  }

  /** Lets those go on who wait for a request. They look for themselves what became of it. */
  release(ids: Iterable<string>): void {
    for (const id of ids) for (const go of this.#waiting.get(id) ?? []) go();
  }

  /** The same for everybody: something may have changed. */
  releaseAll(): void {
    this.release([...this.#waiting.keys()]);
  }

  #listen(
    id: string,
    ends: AbortSignal,
  ): { readonly next: Promise<void>; readonly stop: () => void } {
    const { promise, resolve } = withResolvers();
    if (this.#waiting.size === 0) this.#onFirst();
    const listeners = this.#waiting.get(id) ?? new Set();
    this.#waiting.set(id, listeners.add(resolve));
    ends.addEventListener('abort', resolve, { once: true });
    if (ends.aborted) resolve();
    return {
      next: promise,
      stop: () => {
        ends.removeEventListener('abort', resolve);
        listeners.delete(resolve);
        if (listeners.size === 0) this.#waiting.delete(id);
        if (this.#waiting.size === 0) this.#onLast();
      },
    };
  }
}

/** A timer that may be as long as one likes, and keeps the process running. */
function after(ms: number, act: () => void): () => void {
  const end = performance.now() + ms;
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    const left = end - performance.now();
    timer = left > LONGEST_TIMER_MS ? setTimeout(arm, LONGEST_TIMER_MS) : setTimeout(act, left);
  };
  arm();
  return () => clearTimeout(timer);
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
