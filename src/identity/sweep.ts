import type { JsonRecord } from '../json/json-value.ts';
import { allRecords, type Means } from './identity-store.ts';
import { isForgotten } from './login-throttle.ts';
import { LinkRecord, readRecord, SessionRecord } from './records.ts';
import { isOver } from './session.ts';

/** What time alone ends, by its kind. What cannot be read stays: it is refused, and somebody may look into it. */
const OVER = {
  throttle: isForgotten,
  session: (value, now) => {
    const session = readRecord(SessionRecord, value);
    return session !== undefined && isOver(session, now);
  },
  link: (value, now) => {
    const link = readRecord(LinkRecord, value);
    return link !== undefined && link.expiresAt <= now;
  },
} as const satisfies Record<string, (value: JsonRecord, now: number) => boolean>;

/** Of one transaction, so that others come in between. */
const BATCH = 200;

/**
 * Removes records that are over, so that the store does not grow by what nobody comes back to. A person may
 * still name a session or a link that is gone: both are the same to whoever asks.
 */
export async function sweep({ store, clock }: Means): Promise<void> {
  const now = clock.now();
  for (const kind of ['throttle', 'session', 'link'] as const) {
    let batch: string[] = [];
    const remove = () =>
      store.write(async (tx) => {
        for (const id of batch) {
          const value = await tx.record(kind, id);
          // it may have been used meanwhile
          if (value !== undefined && OVER[kind](value, now)) tx.putRecord(kind, id, undefined);
        }
      });
    for await (const { id, value } of allRecords(store, kind)) {
      if (OVER[kind](value, now)) batch.push(id);
      if (batch.length < BATCH) continue;
      await remove();
      batch = [];
    }
    if (batch.length > 0) await remove();
  }
}
