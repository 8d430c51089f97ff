import { randomBytes } from 'node:crypto';
import type { StoreIdentity } from '../approvals/store.ts';
import { generateSigningKey, keyName } from '../audit/checkpoint.ts';
import { appendEvent, EMPTY_LOG, type LogEntry } from '../audit/log-line.ts';

/** What a new store is from now on. */
export const makeIdentity = (): StoreIdentity => ({
  log: randomBytes(16).toString('hex'),
  signingKey: generateSigningKey(),
  digestKey: randomBytes(32).toString('base64'),
});

/**
 * The entry with which a store's log begins: it names the log, and the key that signs its checkpoints.
 *
 * @param now milliseconds since the Unix epoch
 */
export const firstEntry = ({ log, signingKey }: StoreIdentity, now: number): LogEntry =>
  appendEvent(EMPTY_LOG, {
    action: 'log.created',
    at: new Date(now).toISOString(),
    details: { log, key: keyName(signingKey.publicKey), public_key: signingKey.publicKey },
  });
