import { BurstyRateLimiter, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Principal } from '../identity/principal.ts';
import { ProblemError } from './problem.ts';

/** In which time a burst may come, in seconds. */
const BURST_SECONDS = 10;

export interface RateLimit {
  /** Requests in one second. */
  readonly perSecond: number;
  /** Requests that may come on top of that within ten seconds; 0 for none. */
  readonly burst: number;
}

/**
 * How often one key, one session, or one address without either, may ask. Counted by this process alone: over
 * several nodes, each allows as much.
 */
export class RateLimits {
  readonly #limiter: Pick<RateLimiterMemory, 'consume'>;

  constructor({ perSecond, burst }: RateLimit) {
    const steady = new RateLimiterMemory({ points: perSecond, duration: 1 });
    this.#limiter =
      burst === 0
        ? steady
        : new BurstyRateLimiter(
            steady,
            new RateLimiterMemory({ points: burst, duration: BURST_SECONDS, keyPrefix: 'burst' }),
          );
  }

  /** @throws ProblemError `rate-limited`, with `retry_after` in seconds */
  async admit(principal: Principal | undefined, address: string): Promise<void> {
    try {
      await this.#limiter.consume(whoPays(principal, address));
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
      throw new ProblemError('rate-limited', `too many requests: try again in ${seconds} s`, {
        retry_after: seconds,
      });
    }
  }
}

/** Whose allowance a request is taken from: nobody uses up that of another. */
export function whoPays(principal: Principal | undefined, address: string): string {
  if (principal?.kind === 'agent') return `key:${principal.keyId}`;
  if (principal?.keyId !== undefined && principal.keyId !== null) return `key:${principal.keyId}`;
  if (principal?.sessionId !== undefined && principal.sessionId !== null) {
    return `session:${principal.sessionId}`;
  }
  return `address:${address}`;
}
