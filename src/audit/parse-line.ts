import { isRecord, type JsonValue } from '../json/json-value.ts';
import { isCanonical } from './canonical-text.ts';
import type { SignedCheckpoint } from './checkpoint.ts';
import { LOG_NAME } from './log-created.ts';
import { formatEntry, type LogEntry } from './log-line.ts';

/** What a line of an exported log holds. */
export type LogLine =
  | { readonly kind: 'entry'; readonly entry: LogEntry }
  | { readonly kind: 'checkpoint'; readonly signed: SignedCheckpoint };

/** Refused before they are read. An event holds arguments of 1 MiB at most, in which redaction may add some. */
export const MAX_LINE_BYTES = 8 * 1024 * 1024;

const HASH = /^[0-9a-f]{64}$/;
const KEY_NAME = /^[0-9a-f]{16}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * Reads a line of an exported log, without its line break, and gives `undefined` for anything but the
 * very text that `formatEntry` or `formatCheckpoint` writes. The event keeps its text, since that is what
 * was hashed. Whether hashes and signatures are right is not asked. Never throws.
 */
export const parseLine = (line: string): LogLine | undefined =>
  line.startsWith('{"event":') ? parseEntry(line) : parseCheckpoint(line);

/** All after the event has a known length, but for the number at the end: it is read from there. */
function parseEntry(line: string): LogLine | undefined {
  const end = line.lastIndexOf(',"seq":');
  const entry = {
    event: line.slice('{"event":'.length, end - 148),
    hash: line.slice(end - 139, end - 75),
    prev: line.slice(end - 65, end - 1),
    seq: Number(line.slice(end + ',"seq":'.length, -1)),
  };
  // one comparison for all that stands between the parts, and for how the number is written
  if (!isSeq(entry.seq) || formatEntry(entry) !== line) return undefined;
  if (!HASH.test(entry.hash) || !HASH.test(entry.prev)) return undefined;
  // an object: an event has its action at least, and that is its first key
  if (!entry.event.startsWith('{"action":"') || !isCanonical(entry.event)) return undefined;
  return { kind: 'entry', entry };
}

function parseCheckpoint(line: string): LogLine | undefined {
  const value: JsonValue | undefined = isCanonical(line) ? JSON.parse(line) : undefined;
  if (!isRecord(value)) return undefined;
  const { checkpoint, signature, ...rest } = value;
  if (!isRecord(checkpoint) || typeof signature !== 'string') return undefined;
  const { log, seq, hash, at, key, ...more } = checkpoint;
  if (Object.keys(rest).length + Object.keys(more).length > 0) return undefined;
  if (typeof seq !== 'number' || !isSeq(seq) || !matches(log, LOG_NAME)) return undefined;
  if (!matches(hash, HASH) || !matches(at, TIME) || !matches(key, KEY_NAME)) return undefined;
  return { kind: 'checkpoint', signed: { checkpoint: { log, seq, hash, at, key }, signature } };
}

/** Entries are counted from 1. */
const isSeq = (seq: number): boolean => Number.isSafeInteger(seq) && seq > 0;

const matches = (value: JsonValue | undefined, pattern: RegExp): value is string =>
  typeof value === 'string' && pattern.test(value);
