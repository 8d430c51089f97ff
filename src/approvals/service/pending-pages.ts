import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PendingRequest, Transaction } from '../store.ts';

/** Requests that are read and changed before other works of this process get a turn. */
const PAGE = 128;

/**
 * Pending requests, tool by tool, for a work that may change very many of them.
 *
 * @param isWanted which tools' requests; all where absent
 */
export async function* pendingPages(
  tx: Pick<Transaction, 'pending' | 'pendingTools'>,
  isWanted: (tool: string) => boolean = () => true,
): AsyncGenerator<readonly PendingRequest[]> {
  for (const tool of await tx.pendingTools()) {
    if (!isWanted(tool)) continue;
    let after: string | undefined;
    do {
      const page = await tx.pending(tool, after, PAGE);
      yield page;
      after = page.length < PAGE ? undefined : page.at(-1)?.id;
      await nextTurn();
    } while (after !== undefined);
  }
}
