import type { Claimed } from '../service/claim.ts';

/** Renewals that a lease outlives: one that fails is no loss. */
const RENEWALS_A_LEASE = 3;

/** Claims that this process holds: each is renewed until what came of its call is reported. */
export class HeldClaims {
  readonly #leaseMs: number;
  readonly #renew: (claimed: Claimed) => Promise<void>;
  readonly #held = new Map<string, { readonly claimed: Claimed; readonly timer: NodeJS.Timeout }>();

  /** @param renew keeps a claim for another `leaseMs` */
  constructor(leaseMs: number, renew: (claimed: Claimed) => Promise<void>) {
    this.#leaseMs = leaseMs;
    this.#renew = renew;
  }

  hold(claimed: Claimed): void {
    const timer = setInterval(() => {
      // a claim that could not be renewed is found out when its outcome is reported
      this.#renew(claimed).catch(() => {});
    }, this.#leaseMs / RENEWALS_A_LEASE).unref();
    this.#held.set(claimed.request.id, { claimed, timer });
  }

  /** The claim on a request's call, if this process holds it; it is not renewed any more. */
  letGo(id: string): Claimed | undefined {
    const held = this.#held.get(id);
    if (held === undefined) return undefined;
    clearInterval(held.timer);
    this.#held.delete(id);
    return held.claimed;
  }

  close(): void {
    for (const id of [...this.#held.keys()]) this.letGo(id);
  }
}
