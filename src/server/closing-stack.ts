/** What has to be closed again, the last first; also where only some of it could be opened. */
export class ClosingStack {
  readonly #closes: (() => Promise<void> | void)[] = [];
  readonly #onError: (error: unknown) => void;

  /** @param onError is told of what cannot be closed; the rest is closed all the same */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  add(close: () => Promise<void> | void): void {
    this.#closes.push(close);
  }

  async close(): Promise<void> {
    for (let close = this.#closes.pop(); close !== undefined; close = this.#closes.pop()) {
      try {
        await close();
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}
