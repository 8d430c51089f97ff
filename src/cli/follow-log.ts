import type { Store } from '../approvals/store.ts';
import type { AuditEvent } from '../audit/event.ts';

/** Entries that are read at a time: each may hold megabytes. */
const PAGE = 100;

/**
 * Hands over what is added to the audit log of a store, in order, whichever process adds it, until `ended`
 * resolves.
 *
 * @param after the entry after which it begins
 * @param handle is not called again before it has ended
 * @throws what the store throws; what `handle` throws
 */
export async function followLog(
  store: Pick<Store, 'entries' | 'onChange'>,
  after: number,
  ended: Promise<void>,
  handle: (event: AuditEvent) => Promise<void>,
): Promise<void> {
  let isEnded = false;
  let tell = (): void => {};
  const end = ended.then(() => {
    isEnded = true;
  });
  let changed: Promise<void> = Promise.resolve();
  const listen = (): void => {
    changed = new Promise((resolve) => {
      tell = resolve;
    });
  };
  let seq = after;
  const stop = store.onChange(() => tell());
  try {
    while (!isEnded) {
      // before looking: what is added meanwhile is not missed
      listen();
      const entries = await store.entries(seq, PAGE);
      for (const { event } of entries) await handle(JSON.parse(event));
      seq = entries.at(-1)?.seq ?? seq;
      if (entries.length < PAGE) await Promise.race([changed, end]);
    }
  } finally {
    stop();
  }
}
