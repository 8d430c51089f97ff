import { makeCheckpoint } from '../../approvals/service/checkpoint.ts';
import { formatCheckpoint } from '../../audit/checkpoint.ts';
import { EXIT, type ExitCode, type Terminal } from '../terminal.ts';
import { useStore } from '../use-store.ts';

/**
 * `assent audit checkpoint`: signs where the audit log stands, and prints that as one line, to be kept where
 * whoever holds the store cannot reach it.
 *
 * @throws StoreError
 */
export function checkpoint(
  { store: url }: { readonly store: string },
  terminal: Terminal,
): Promise<ExitCode> {
  return useStore(url, async (store, clock) => {
    terminal.out(`${formatCheckpoint(await makeCheckpoint({ store, clock }))}\n`);
    return EXIT.fine;
  });
}
