import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Store } from '../approvals/store.ts';
import type { AuditEvent } from '../audit/event.ts';
import type { LogEntry } from '../audit/log-line.ts';

/** Which entries are wanted: all given fields have to match. */
export interface LogQuery {
  readonly action?: string | undefined;
  readonly request?: string | undefined;
  readonly run?: string | undefined;
  readonly agent?: string | undefined;
  readonly tool?: string | undefined;
  readonly person?: string | undefined;
  /** ISO 8601, UTC, milliseconds: this moment, and later ones. */
  readonly since?: string | undefined;
  /** Earlier moments. */
  readonly until?: string | undefined;
  /** Entries before this one; from the newest where absent. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export interface ReadEntry {
  readonly entry: LogEntry;
  readonly event: AuditEvent;
}

/** Newest first. */
export interface LogPage {
  readonly entries: readonly ReadEntry[];
  /** Where to go on, also where fewer were found than wanted; `null` at the beginning of the log. */
  readonly next: number | null;
}

/** Entries that are read at a time: each may hold a mebibyte. */
const PAGE = 100;

/** Entries that one search looks at. */
const MOST_SEEN = 10_000;

/** UTF-16 units of the entries that one search looks at, and of those that it gives. */
const MOST_SEEN_UNITS = 32 * 2 ** 20;
const MOST_GIVEN_UNITS = 4 * 2 ** 20;

/**
 * Entries of the audit log, from the newest backwards. One search looks at a limited part of the log, however
 * rare what it looks for is.
 */
export async function searchLog(
  store: Pick<Store, 'entries' | 'logHead'>,
  query: LogQuery,
): Promise<LogPage> {
  const end = (await store.logHead()).seq + 1;
  const found: ReadEntry[] = [];
  let next = Math.min(query.before ?? end, end);
  let seen = 0;
  let seenUnits = 0;
  let givenUnits = 0;
  while (next > 1) {
    const after = Math.max(0, next - 1 - PAGE);
    for (const entry of (await store.entries(after, next - 1 - after)).toReversed()) {
      const event: AuditEvent = JSON.parse(entry.event);
      const isFound = isWanted(event, query);
      if (isFound) givenUnits += entry.event.length;
      if (isFound && givenUnits > MOST_GIVEN_UNITS && found.length > 0) {
        return { entries: found, next };
      }
      if (isFound) found.push({ entry, event });
      next = entry.seq;
      seen += 1;
      seenUnits += entry.event.length;
      const isEnough = seen >= MOST_SEEN || seenUnits > MOST_SEEN_UNITS;
      if (found.length >= query.limit || isEnough) return { entries: found, next: cursor(next) };
    }
    // also where entries are missing
    next = after + 1;
    await nextTurn();
  }
  return { entries: found, next: null };
}

const cursor = (next: number): number | null => (next > 1 ? next : null);

/** Times of one form are in order as texts. */
const isWanted = (event: AuditEvent, { since, until, ...query }: LogQuery): boolean =>
  FIELDS.every((field) => query[field] === undefined || event[field] === query[field]) &&
  (since === undefined || event.at >= since) &&
  (until === undefined || event.at < until);

const FIELDS = ['action', 'request', 'run', 'agent', 'tool', 'person'] as const;
