/** When the last change of a burst is this long ago, the burst is over. */
const QUIET_MS = 100;

/** A burst that does not end is acted on all the same after this long. */
const LONGEST_WAIT_MS = 500;

/** Turns bursts of calls into single calls of `act`, never two at a time. Its timers keep no process alive. */
export class Settling {
  readonly #act: () => Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  /** When the burst under way has to be acted on. */
  #deadline: number | undefined;
  #acting: Promise<void> | undefined;
  #closed = false;

  /** `act` must not reject. */
  constructor(act: () => Promise<void>) {
    this.#act = act;
  }

  /** Acts soon: at once when the burst has waited long enough, after the act under way when there is one. */
  request(): void {
    if (this.#closed) return;
    const now = performance.now();
    this.#deadline ??= now + LONGEST_WAIT_MS;
    if (this.#acting !== undefined) return;
    clearTimeout(this.#timer);
    const delay = Math.max(0, Math.min(QUIET_MS, this.#deadline - now));
    this.#timer = setTimeout(() => this.#begin(), delay).unref();
  }

  /** Resolves when nothing is under way and nothing will be. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#acting;
  }

  #begin(): void {
    this.#deadline = undefined;
    this.#acting = this.#act().finally(() => {
      this.#acting = undefined;
      if (this.#deadline !== undefined) this.request();
    });
  }
}
