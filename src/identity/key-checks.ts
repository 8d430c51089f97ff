import { authenticateKey } from './authenticate-key.ts';
import type { Means } from './identity-store.ts';
import type { Principal } from './principal.ts';

/**
 * Checks keys for requests that come at the same time. Those with the same key that come before its check begins
 * share it: what is read then was so after each of them came, so that a key is refused from the first request on
 * that follows its revocation, on whichever node that was. Nothing is kept of a check that has begun.
 */
export class KeyChecks {
  readonly #means: Means;
  readonly #toCome = new Map<string, Promise<Principal | undefined>>();

  constructor(means: Means) {
    this.#means = means;
  }

  /** Who a key's text is of; see `authenticateKey`. */
  check(text: string): Promise<Principal | undefined> {
    const toCome = this.#toCome.get(text);
    if (toCome !== undefined) return toCome;
    const check = this.#checkSoon(text);
    this.#toCome.set(text, check);
    return check;
  }

  async #checkSoon(text: string): Promise<Principal | undefined> {
    // after everything that has arrived by now
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#toCome.delete(text);
    return authenticateKey(this.#means, text);
  }
}
