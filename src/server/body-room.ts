import type { Principal } from '../identity/principal.ts';
import { ProblemError } from './problem.ts';
import { whoPays } from './rate-limits.ts';

/** Bytes of bodies of one key, session or address that are held at a time: as much as the largest body. */
const MOST_HELD = 64 * 1024 * 1024;

/** What one request holds. */
export interface HeldBody {
  /** @throws ProblemError `overloaded`, with `retry_after` in seconds, where there is no room for so many bytes */
  readonly hold: (bytes: number) => void;
  /** Gives back all that is held. */
  readonly release: () => void;
}

/**
 * Memory for bodies that are on the way: slow ones cost nothing but memory, and no rate limits them. Each key,
 * session or address has a share of its own, so that nobody uses up that of another.
 */
export class BodyRoom {
  readonly #held = new Map<string, number>();

  /** Room for the body of one request; whoever asks for it releases it. */
  open(principal: Principal | undefined, address: string): HeldBody {
    const payer = whoPays(principal, address);
    let own = 0;
    return {
      hold: (bytes) => {
        const held = (this.#held.get(payer) ?? 0) + bytes;
        if (!(held <= MOST_HELD)) {
          throw new ProblemError(
            'overloaded',
            'too much of other requests is still on the way: try again in a second',
            { retry_after: 1 },
          );
        }
        this.#held.set(payer, held);
        own += bytes;
      },
      release: () => {
        const left = (this.#held.get(payer) ?? 0) - own;
        own = 0;
        if (left > 0) this.#held.set(payer, left);
        else this.#held.delete(payer);
      },
    };
  }
}
