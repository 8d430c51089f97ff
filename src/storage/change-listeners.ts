/** Whom a store tells that something may have changed. It looks at other processes only while somebody listens. */
export class ChangeListeners {
  readonly #listeners = new Set<() => void>();
  readonly #watch: (listener: () => void) => () => void;
  #unwatch: (() => void) | undefined;
  #telling = false;

  /** @param watch calls what it is given after changes by other processes, until what it gives is called */
  constructor(watch: (listener: () => void) => () => void) {
    this.#watch = watch;
  }

  /** Gives a function that ends it. */
  add(listener: () => void): () => void {
    // the same function may be given twice, and each is ended by itself
    const own = (): void => listener();
    this.#listeners.add(own);
    this.#unwatch ??= this.#watch(() => this.tell());
    return () => {
      this.#listeners.delete(own);
      if (this.#listeners.size === 0) this.#stop();
    };
  }

  /** Calls the listeners once for all that changes before they run. */
  tell(): void {
    if (this.#telling || this.#listeners.size === 0) return;
    this.#telling = true;
    queueMicrotask(() => {
      this.#telling = false;
      for (const listener of [...this.#listeners]) listener();
    });
  }

  clear(): void {
    this.#listeners.clear();
    this.#stop();
  }

  #stop(): void {
    this.#unwatch?.();
    this.#unwatch = undefined;
  }
}
