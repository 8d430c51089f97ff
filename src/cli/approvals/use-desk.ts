import { atPlace } from '../place.ts';
import type { Terminal } from '../terminal.ts';
import type { Desk } from './desk.ts';
import { ServerDesk } from './server-desk.ts';
import { StoreDesk } from './store-desk.ts';

/**
 * Works on the requests of a server or a store, see `atPlace`.
 *
 * @param store what `--store` says
 */
export const useDesk = <Result>(
  store: string | undefined,
  { environment }: Pick<Terminal, 'environment'>,
  work: (desk: Desk) => Promise<Result>,
): Promise<Result> =>
  atPlace(store, environment, {
    server: (server) => work(new ServerDesk(server)),
    store: (opened, clock, name) => work(new StoreDesk(name, opened, clock)),
  });
