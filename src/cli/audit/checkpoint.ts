import { EXIT, type ExitCode, type Terminal } from '../terminal.ts';
import { useLog } from './use-log.ts';

/**
 * `assent audit checkpoint`: signs where the audit log stands, and prints that as one line, to be kept where
 * whoever holds the store cannot reach it.
 *
 * @throws StoreError; ServerError
 */
export function checkpoint(
  { store }: { readonly store?: string },
  terminal: Terminal,
): Promise<ExitCode> {
  return useLog(store, terminal, async (log) => {
    terminal.out(`${await log.checkpoint()}\n`);
    return EXIT.fine;
  });
}
