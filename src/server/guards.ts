import type { Principal } from '../identity/principal.ts';
import type { HeldBody } from './body-room.ts';

/** What keeps a server standing when more is asked of it than it can do. */
export interface Guards {
  /**
   * Called for every request once it is known who asks, before anything is read of it.
   *
   * @throws ProblemError `rate-limited` with `retry_after`
   */
  readonly admit: (principal: Principal | undefined, address: string) => Promise<void>;
  /** Room for the body of a request, before anything of it is read; released when it is answered. */
  readonly bodyRoom: (principal: Principal | undefined, address: string) => HeldBody;
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
  bodyRoom: () => ({ hold: () => {}, release: () => {} }),
  work: (_, run) => run(),
};
