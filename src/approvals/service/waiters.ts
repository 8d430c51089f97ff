import type { ApprovalRequest, ResolutionStatus } from '../request.ts';
import type { Store } from '../store.ts';
import { notFound } from './change-request.ts';

/** How a wait ended. `timeout`: the caller gave up, and the request is still pending. */
export type WaitStatus = Exclude<ResolutionStatus, 'pending'> | 'timeout';

/** `setTimeout` cannot wait longer; it would not wait at all. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Requests whose waiters go on before others get a turn. */
const A_TURN = 200;

/** Those who wait for requests to be resolved. */
export class Waiters {
  readonly #store: Pick<Store, 'request'>;
  readonly #waiting = new Map<string, Set<() => void>>();
  #count = 0;
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
    const bell = new Bell();
    const ring = (): void => bell.ring();
    // first: what is no signal fails here, where nothing is to be undone
    signal?.addEventListener('abort', ring);
    const patience = new AbortController();
    patience.signal.addEventListener('abort', ring);
    const stopTimer = after(timeoutMs, () => patience.abort());
    // listening before looking: what changes in between is not missed
    const stopListening = this.#listen(id, ring);
    try {
      for (;;) {
        const rung = bell.next();
        const request = await this.#store.request(id);
        if (request === undefined) throw notFound(id);
        if (request.resolution.status !== 'pending' || patience.signal.aborted) return request;
        signal?.throwIfAborted();
        await rung;
      }
    } finally {
      stopListening();
      stopTimer();
      signal?.removeEventListener('abort', ring);
    }
  }

  /**
   * Lets those go on who wait for requests; many of them in turns with all else. They look for themselves
   * what became of it.
   */
  release(ids: readonly string[]): void {
    for (const id of ids.slice(0, A_TURN)) {
      for (const ring of this.#waiting.get(id) ?? []) ring();
    }
    if (ids.length > A_TURN) setImmediate(() => this.release(ids.slice(A_TURN)));
  }

  /** The same for everybody: something may have changed. */
  releaseAll(): void {
    this.release([...this.#waiting.keys()]);
  }

  #listen(id: string, ring: () => void): () => void {
    const listeners = this.#waiting.get(id) ?? new Set();
    this.#waiting.set(id, listeners.add(ring));
    this.#count += 1;
    if (this.#count === 1) this.#onFirst();
    return () => {
      listeners.delete(ring);
      if (listeners.size === 0) this.#waiting.delete(id);
      this.#count -= 1;
      if (this.#count === 0) this.#onLast();
    };
  }
}

/** Wakes whoever waits for it. */
class Bell {
  #wake = (): void => {};

  ring(): void {
    this.#wake();
  }

  /** Resolves when the bell is rung from now on. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
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
