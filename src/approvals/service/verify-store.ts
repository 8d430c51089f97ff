import { setImmediate as nextTurn } from 'node:timers/promises';
import { exportLog } from '../../audit/export.ts';
import { cutOff, type LogFailure, replaced } from '../../audit/log-failure.ts';
import type { VerifiedLog, VerifyOptions } from '../../audit/verification.ts';
import { verifyLog } from '../../audit/verify.ts';
import type { Store } from '../store.ts';

/** Lines that are verified before others get a turn; most take a hundredth of a millisecond. */
const A_TURN = 100;

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
  const outcome = await verifyLog(inTurns(exportLog(store), signal), {
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

async function* inTurns(
  lines: AsyncIterable<string>,
  signal: AbortSignal | undefined,
): AsyncGenerator<string> {
  let taken = 0;
  for await (const line of lines) {
    yield line;
    taken += 1;
    if (taken % A_TURN !== 0) continue;
    await nextTurn();
    signal?.throwIfAborted();
  }
}
