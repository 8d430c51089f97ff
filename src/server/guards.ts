import type { Principal } from '../identity/principal.ts';

/** What keeps a server standing when more is asked of it than it can do. */
export interface Guards {
  /**
   * Called for every request once it is known who asks, before anything is read of it.
   *
   * @throws ProblemError `rate-limited` with `retry_after`
   */
  readonly admit: (principal: Principal | undefined, address: string) => Promise<void>;
  /**
   * Runs what a request asks for, unless too much is being worked on.
   *
   * @throws ProblemError `overloaded` with `retry_after`
   */
  readonly work: <T>(endpointId: string, run: () => Promise<T>) => Promise<T>;
}

/** Lets everything through. */
export const NO_GUARDS: Guards = {
  admit: async () => {},
  work: (_, run) => run(),
};
