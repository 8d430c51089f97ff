import type { Clock } from '../approvals/clock.ts';
import type { Store } from '../approvals/store.ts';
import { knownServer } from './server/known-server.ts';
import type { Server } from './server/server.ts';
import type { Environment } from './terminal.ts';
import { shownStore, USUAL_STORE, useStore } from './use-store.ts';

/** What a verb says of the option that names a store. */
export const PLACE_HELP = `the store of a gate, and no server (default where no server is known: "${USUAL_STORE}")`;

/** What to do at a server, and what at a store. */
export interface AtPlace<Result> {
  readonly server: (server: Server) => Promise<Result>;
  /** @param name what people call the store */
  readonly store: (store: Store, clock: Clock, name: string) => Promise<Result>;
}

/**
 * Works where the user means: on the store that was named; else at the server that is known; else on the
 * usual store.
 *
 * @param given what `--store` says
 * @throws StoreError; Error for a server's address or a profile that is none
 */
export async function atPlace<Result>(
  given: string | undefined,
  environment: Environment,
  { server: atServer, store: atStore }: AtPlace<Result>,
): Promise<Result> {
  const server = given === undefined ? knownServer(environment) : undefined;
  if (server !== undefined) return atServer(server);
  const url = given ?? USUAL_STORE;
  return useStore(url, (store, clock) => atStore(store, clock, shownStore(url)));
}
