import { ConflictError } from '../gate-error.ts';
import type { Outcome, Report } from '../request.ts';
import { inBackground } from './in-background.ts';
import type { RunReport } from './passage.ts';

/** Renewals that a lease outlives: one that fails is no loss. */
const RENEWALS_A_LEASE = 3;

/** What came of a call, as it was checked. */
type Ended = Pick<Report, 'outcome' | 'error'>;

interface Held<Claimed> {
  readonly claimed: Claimed;
  readonly timer: ReturnType<typeof setInterval>;
  /** Not yet written. */
  ended: Ended | undefined;
}

/**
 * Where claims are made.
 *
 * @typeParam Shown what a claim has to show: the call that is about to run, or its digest
 * @typeParam Claimed the right to run it
 */
export interface Claims<Shown, Claimed> {
  readonly claim: (id: string, shown: Shown, leaseMs: number) => Promise<Claimed>;
  readonly renew: (claimed: Claimed, leaseMs: number) => Promise<void>;
  readonly report: (claimed: Claimed, outcome: Outcome, error: string | null) => Promise<void>;
}

/**
 * Claims that this process holds: each is renewed until what came of its call is written. What could not
 * be written is tried again in place of the renewals.
 */
export class HeldClaims<Shown, Claimed> {
  readonly #service: Claims<Shown, Claimed>;
  readonly #leaseMs: number;
  readonly #held = new Map<string, Held<Claimed>>();
  #isClosed = false;

  /** @param leaseMs how long a claim holds without being renewed */
  constructor(service: Claims<Shown, Claimed>, leaseMs: number) {
    this.#service = service;
    this.#leaseMs = leaseMs;
  }

  /**
   * Claims an approved call for this process.
   *
   * @param shown the call that is about to run, or its digest
   * @throws ConflictError when the call may not run, or somebody else has claimed it
   */
  async claim(id: string, shown: Shown): Promise<Claimed> {
    const claimed = await this.#service.claim(id, shown, this.#leaseMs);
    // a claim that could not be renewed is found out when its outcome is reported
    const renew = (): void => void this.#renewOrReport(id).catch(() => {});
    const timer = inBackground(setInterval(renew, this.#leaseMs / RENEWALS_A_LEASE));
    if (this.#isClosed) clearInterval(timer);
    this.#held.set(id, { claimed, timer, ended: undefined });
    return claimed;
  }

  /**
   * Says what came of a request's call.
   *
   * @throws ConflictError when this process holds no claim on it, or has lost it
   * @throws StoreError, UnreachableError when it cannot be written now; it is tried again
   * @throws TypeError for an outcome that is none, or an error that is no text
   */
  async report(id: string, report: RunReport | Ended): Promise<void> {
    const { outcome, error = null } = report;
    if (outcome !== 'succeeded' && outcome !== 'failed') {
      throw new TypeError('`outcome` has to be `succeeded` or `failed`');
    }
    if (error !== null && typeof error !== 'string') throw new TypeError('`error` has to be text');
    const held = this.#held.get(id);
    if (held === undefined) {
      const message = `this process holds no claim on \`${id}\``;
      throw new ConflictError('approval/claim-lost', message, id);
    }
    held.ended = { outcome, error };
    try {
      await this.#service.report(held.claimed, outcome, error);
      this.#letGo(id);
    } catch (cause) {
      if (cause instanceof ConflictError) this.#letGo(id);
      throw cause;
    }
  }

  /** Renews nothing any more. What is still running can be reported. */
  close(): void {
    this.#isClosed = true;
    for (const { timer } of this.#held.values()) clearInterval(timer);
  }

  async #renewOrReport(id: string): Promise<void> {
    const held = this.#held.get(id);
    if (held === undefined) return;
    if (held.ended !== undefined) await this.report(id, held.ended);
    else await this.#service.renew(held.claimed, this.#leaseMs);
  }

  #letGo(id: string): void {
    clearInterval(this.#held.get(id)?.timer);
    this.#held.delete(id);
  }
}
