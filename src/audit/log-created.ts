import { isRecord, type JsonRecord } from '../json/json-value.ts';
import type { AuditEvent } from './event.ts';

/** What every name of a log looks like. */
export const LOG_NAME = /^[0-9a-f]{32}$/;

/** What a log says of itself in its first event. */
export interface LogIdentity {
  /** Names the log: 32 hexadecimal digits, random, so that no two logs have the same. */
  readonly log: string;
  /** Belongs to the key that signs its checkpoints: SPKI, DER in base64. */
  readonly publicKey: string;
}

/**
 * The first event of every log.
 *
 * @param at ISO 8601, UTC, milliseconds
 */
export const logCreated = ({ log, publicKey }: LogIdentity, at: string): AuditEvent => ({
  action: 'log.created',
  at,
  details: { log, public_key: publicKey },
});

/** Reads such an event; `undefined` for any other. */
export function readLogCreated(event: JsonRecord): LogIdentity | undefined {
  const { action, details } = event;
  if (action !== 'log.created' || !isRecord(details)) return undefined;
  const { log, public_key: publicKey } = details;
  if (typeof log !== 'string' || !LOG_NAME.test(log) || typeof publicKey !== 'string') {
    return undefined;
  }
  return { log, publicKey };
}
