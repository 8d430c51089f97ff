import { ConflictError } from '../gate-error.ts';
import type { ApprovalService } from '../service/approval-service.ts';
import type { Claimed } from '../service/claim.ts';

/** Renewals that a lease outlives: one that fails is no loss. */
const RENEWALS_A_LEASE = 3;

/** What came of a call, not yet written. */
interface Outcome {
  readonly outcome: 'succeeded' | 'failed';
  readonly error: string | null;
}

interface Held {
  readonly claimed: Claimed;
  readonly timer: NodeJS.Timeout;
  outcome: Outcome | undefined;
}

/**
 * Claims that this process holds: each is renewed until what came of its call is written. What could not
 * be written is tried again in place of the renewals.
 */
export class HeldClaims {
  readonly #service: Pick<ApprovalService, 'renew' | 'report'>;
  readonly #leaseMs: number;
  readonly #held = new Map<string, Held>();

  constructor(service: Pick<ApprovalService, 'renew' | 'report'>, leaseMs: number) {
    this.#service = service;
    this.#leaseMs = leaseMs;
  }

  hold(claimed: Claimed): void {
    const { id } = claimed.request;
    // a claim that could not be renewed is found out when its outcome is reported
    const timer = setInterval(() => {
      this.#renewOrReport(id).catch(() => {});
    }, this.#leaseMs / RENEWALS_A_LEASE).unref();
    this.#held.set(id, { claimed, timer, outcome: undefined });
  }

  /**
   * Says what came of a request's call.
   *
   * @throws ConflictError when this process holds no claim on it, or has lost it
   * @throws StoreError when it cannot be written now; it is tried again
   */
  async report(id: string, outcome: Outcome): Promise<void> {
    const held = this.#held.get(id);
    if (held === undefined) {
      const message = `this process holds no claim on \`${id}\``;
      throw new ConflictError('approval/claim-lost', message, id);
    }
    held.outcome = outcome;
    try {
      await this.#service.report(held.claimed, outcome.outcome, outcome.error);
      this.#letGo(id);
    } catch (error) {
      if (error instanceof ConflictError) this.#letGo(id);
      throw error;
    }
  }

  /** Renews nothing any more. What is still running can be reported. */
  close(): void {
    for (const { timer } of this.#held.values()) clearInterval(timer);
  }

  async #renewOrReport(id: string): Promise<void> {
    const held = this.#held.get(id);
    if (held === undefined) return;
    if (held.outcome !== undefined) await this.report(id, held.outcome);
    else await this.#service.renew(held.claimed, this.#leaseMs);
  }

  #letGo(id: string): void {
    clearInterval(this.#held.get(id)?.timer);
    this.#held.delete(id);
  }
}
