import { hash } from 'node:crypto';
import { canonicalJson } from '../json/canonical.ts';
import type { AuditEvent } from './event.ts';

/** The last entry of a log, on which the next one builds. */
export interface LogHead {
  /** Of the last event; 0 for an empty log. */
  readonly seq: number;
  /** Of the last event, 64 hexadecimal digits; zeros for an empty log. */
  readonly hash: string;
}

export const EMPTY_LOG: LogHead = Object.freeze({ seq: 0, hash: '0'.repeat(64) });

/** An event with its place in the chain. */
export interface LogEntry extends LogHead {
  /** Canonical JSON of the event; what is hashed, stored and exported, byte for byte. */
  readonly event: string;
  /** The hash of the entry before it. */
  readonly prev: string;
}

/** Appends an event to a log. */
export function appendEvent(head: LogHead, event: AuditEvent): LogEntry {
  const seq = head.seq + 1;
  const text = canonicalJson(event);
  return { seq, prev: head.hash, event: text, hash: entryHash(text, head.hash, seq) };
}

/**
 * SHA-256 of the canonical JSON of `{ event, prev, seq }`, 64 hexadecimal digits: it covers the event,
 * its place, and by `prev` everything before it.
 */
export const entryHash = (event: string, prev: string, seq: number): string =>
  hash('sha256', `{"event":${event},"prev":"${prev}","seq":${seq}}`);

/** An entry as a line of an exported log: canonical JSON too, without a line break. */
export const formatEntry = ({ event, hash, prev, seq }: LogEntry): string =>
  `{"event":${event},"hash":"${hash}","prev":"${prev}","seq":${seq}}`;
