import type { ApprovalService } from '../service/approval-service.ts';
import type { PolicySource } from './policy-source.ts';

/** A store that fails is asked again this often. */
const RETRY_MS = 1_000;

/** Activates every policy that its source brings, one after the other, the last one in any case. */
export class PolicyFollower {
  readonly #service: ApprovalService;
  readonly #source: PolicySource;
  readonly #onError: (error: unknown) => void;
  #running: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(service: ApprovalService, source: PolicySource, onError: (error: unknown) => void) {
    this.#service = service;
    this.#source = source;
    this.#onError = onError;
  }

  /** Activates what the source has now, unless that was active once before; follows it from then on. */
  async start(): Promise<void> {
    this.#source.onChange(() => this.#follow());
    await this.#service.activate(this.#source.current(), undefined);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#source.close();
    await this.#running;
  }

  #follow(): void {
    if (this.#closed) return;
    clearTimeout(this.#retry);
    // after the one that is being activated, if any
    this.#running = (this.#running ?? Promise.resolve()).then(() => this.#activate());
  }

  async #activate(): Promise<void> {
    try {
      await this.#service.activate(this.#source.current(), this.#service.policy.version);
    } catch (error) {
      this.#onError(error);
      if (!this.#closed) this.#retry = setTimeout(() => this.#follow(), RETRY_MS).unref();
    }
  }
}
