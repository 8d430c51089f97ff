import { makeCheckpoint } from './checkpoint.ts';
import { forgetOld } from './forget-old.ts';
import type { ReviewContext } from './service-context.ts';

const EVERY_MS = 10 * 60_000;

/** What a running service does from time to time: signs where the audit log stands, and forgets what is old. */
export class Housekeeping {
  readonly #context: ReviewContext;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #vouchedFor = 0;

  constructor(context: ReviewContext, onError: (error: unknown) => void) {
    this.#context = context;
    this.#onError = onError;
  }

  start(): void {
    this.#timer = setInterval(() => void this.#keep(), EVERY_MS).unref();
  }

  /** Leaves a checkpoint of what was written last, unless the store fails. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#keep();
  }

  async #keep(): Promise<void> {
    try {
      const { seq } = await this.#context.store.logHead();
      if (seq > this.#vouchedFor) {
        this.#vouchedFor = (await makeCheckpoint(this.#context)).checkpoint.seq;
      }
      await forgetOld(this.#context);
    } catch (error) {
      this.#onError(error);
    }
  }
}
