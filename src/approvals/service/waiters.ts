import type { ResolutionStatus } from '../request.ts';
import type { Store } from '../store.ts';
import type { Released } from './apply-transition.ts';
import { notFound } from './change-request.ts';

/** How a wait ended. `timeout`: the caller gave up, and the request is still pending. */
export type WaitStatus = Exclude<ResolutionStatus, 'pending'> | 'timeout';

/** `setTimeout` cannot wait longer; it would not wait at all. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Requests whose waiters go on before others get a turn. */
const A_TURN = 2_000;

/** Those who wait for requests to be resolved. */
export class Waiters {
  readonly #store: Pick<Store, 'request'>;
  readonly #waiting = new Map<string, Set<Ring>>();
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
  async wait(id: string, timeoutMs: number, signal?: AbortSignal): Promise<Released> {
    signal?.throwIfAborted();
    const bell = new Bell();
    const ring: Ring = (resolved) => bell.ring(resolved);
    const stop = (): void => bell.ring();
    // first: what is no signal fails here, where nothing is to be undone
    signal?.addEventListener('abort', stop);
    const patience = new AbortController();
    patience.signal.addEventListener('abort', stop);
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
        const resolved = await rung;
        if (resolved !== undefined && signal?.aborted !== true) return resolved;
      }
    } finally {
      stopListening();
      stopTimer();
      signal?.removeEventListener('abort', stop);
    }
  }

  /** Lets those go on who wait for requests that are resolved; many of them in turns with all else. */
  release(resolved: readonly Released[]): void {
    for (const one of resolved.slice(0, A_TURN)) {
      for (const ring of this.#waiting.get(one.id) ?? []) ring(one);
    }
    if (resolved.length > A_TURN) setImmediate(() => this.release(resolved.slice(A_TURN)));
  }

  /** Lets those look who wait for requests: something may have become of them. */
  wake(ids: Iterable<string>): void {
    for (const id of ids) for (const ring of this.#waiting.get(id) ?? []) ring();
  }

  /** The same for everybody. */
  wakeAll(): void {
    this.wake([...this.#waiting.keys()]);
  }

  #listen(id: string, ring: Ring): () => void {
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

/** Says that something became of a request, and what, where that is known. */
type Ring = (resolved?: Released) => void;

/** Wakes whoever waits for it. */
class Bell {
  #wake: Ring = () => {};

  ring(resolved?: Released): void {
    this.#wake(resolved);
  }

  /** Resolves when the bell is rung from now on, to what it was rung with. */
  next(): Promise<Released | undefined> {
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
    const left = Math.max(0, end - performance.now());
    timer = left > LONGEST_TIMER_MS ? setTimeout(arm, LONGEST_TIMER_MS) : setTimeout(act, left);
  };
  arm();
  return () => clearTimeout(timer);
}
