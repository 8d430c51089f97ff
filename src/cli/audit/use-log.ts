import { atPlace } from '../place.ts';
import type { Terminal } from '../terminal.ts';
import type { LogDesk } from './log-desk.ts';
import { ServerLog } from './server-log.ts';
import { StoreLog } from './store-log.ts';

/**
 * Works on the audit log of a server or a store, see `atPlace`.
 *
 * @param store what `--store` says
 */
export const useLog = <Result>(
  store: string | undefined,
  { environment }: Pick<Terminal, 'environment'>,
  work: (log: LogDesk) => Promise<Result>,
): Promise<Result> =>
  atPlace(store, environment, {
    server: (server) => work(new ServerLog(server)),
    store: (opened, clock, name) => work(new StoreLog(name, opened, clock)),
  });
