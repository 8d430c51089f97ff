import type { Clock } from '../clock.ts';
import type { Store } from '../store.ts';

/** Deadlines of requests that other processes made are noticed this late at most. */
const LOOK_EVERY_MS = 1_000;

/** Looks after everything that time alone changes, as long as it runs. */
export class Deadlines {
  readonly #store: Pick<Store, 'nextWake'>;
  readonly #clock: Clock;
  readonly #sweep: () => Promise<unknown>;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  #looking: Promise<void> | undefined;
  #closed = false;

  /** @param sweep brings up to date what is due */
  constructor(
    store: Pick<Store, 'nextWake'>,
    clock: Clock,
    sweep: () => Promise<unknown>,
    onError: (error: unknown) => void,
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#sweep = sweep;
    this.#onError = onError;
  }

  /** Sees to it that what is due at a moment is looked after then; without one, at the next look. */
  wakeAt(at: number = Number.POSITIVE_INFINITY): void {
    if (this.#closed) return;
    const inMs = Math.max(0, Math.min(at - this.#clock.now(), LOOK_EVERY_MS));
    const due = performance.now() + inMs;
    if (this.#timer !== undefined && due >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = due;
    this.#timer = setTimeout(() => this.#look(), inMs).unref();
  }

  /** Waits for what is being looked after; nothing is after that. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  #look(): void {
    this.#timer = undefined;
    this.#timerAt = Number.POSITIVE_INFINITY;
    this.#looking ??= this.#lookOnce().finally(() => {
      this.#looking = undefined;
    });
  }

  async #lookOnce(): Promise<void> {
    let next: number | undefined;
    try {
      next = await this.#store.nextWake();
      if (next !== undefined && next <= this.#clock.now()) {
        await this.#sweep();
        next = await this.#store.nextWake();
      }
    } catch (error) {
      this.#onError(error);
    }
    this.wakeAt(next);
  }
}
