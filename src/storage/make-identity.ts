import { randomBytes } from 'node:crypto';
import type { StoreIdentity } from '../approvals/store.ts';
import { generateSigningKey } from '../audit/checkpoint.ts';
import { logCreated } from '../audit/log-created.ts';
import { appendEvent, EMPTY_LOG, type LogEntry } from '../audit/log-line.ts';

/** What a new store is from now on. */
export const makeIdentity = (): StoreIdentity => ({
  log: randomBytes(16).toString('hex'),
  signingKey: generateSigningKey(),
  digestKey: randomBytes(32).toString('base64'),
});

/**
 * The entry with which a store's log begins.
 *
 * @param now milliseconds since the Unix epoch
 */
export const firstEntry = ({ log, signingKey }: StoreIdentity, now: number): LogEntry =>
  appendEvent(
    EMPTY_LOG,
    logCreated({ log, publicKey: signingKey.publicKey }, new Date(now).toISOString()),
  );
