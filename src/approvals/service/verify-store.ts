import { setImmediate as nextTurn } from 'node:timers/promises';
import { exportLog, type LogSource } from '../../audit/export.ts';
import { cutOff, type LogFailure, replaced } from '../../audit/log-failure.ts';
import type { VerifiedLog, VerifyOptions } from '../../audit/verification.ts';
import { verifyLog } from '../../audit/verify.ts';
import type { Store } from '../store.ts';

/**
 * Whether the audit log of a store is what was written. The key that signs is the store's own: a log that
 * states another one is not its log. It has to reach the entry that the store wrote last.
 *
 * @param trusted what was kept elsewhere
 * @param signal ends it
 * @throws StoreError; the reason of the signal
 */
export async function verifyStore(
  store: Store,
  trusted: VerifyOptions = {},
  signal?: AbortSignal,
): Promise<VerifiedLog | LogFailure> {
  // before the entries: what is added meanwhile comes after it
  const last = await store.logHead();
  const outcome = await verifyLog(exportLog(inTurns(store, signal)), {
    ...trusted,
    publicKey: trusted.publicKey ?? store.identity.signingKey.publicKey,
  });
  // nobody sees the lines of a store
  if (!outcome.ok) return { ...outcome, line: undefined };
  const { head } = outcome;
  const place = { line: undefined, seq: head.seq };
  if (head.seq < last.seq) return cutOff({ ...place, seq: head.seq + 1 }, last.seq);
  return head.seq > last.seq || head.hash === last.hash ? outcome : replaced(place);
}

/** Others get a turn before each page is read. */
const inTurns = (store: LogSource, signal: AbortSignal | undefined): LogSource => ({
  checkpoints: () => store.checkpoints(),
  entries: async (after, limit) => {
    await nextTurn();
    signal?.throwIfAborted();
    return store.entries(after, limit);
  },
});
