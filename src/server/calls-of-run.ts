import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ApprovalRequest } from '../approvals/request.ts';
import type { Store } from '../approvals/store.ts';
import type { AuditEvent } from '../audit/event.ts';

/** A call that was decided in a run. */
export interface CallOfRun {
  /** Its place in the audit log. */
  readonly seq: number;
  /** That it was decided, and how. */
  readonly event: AuditEvent;
  /** As it is now, where the call was held. */
  readonly request: ApprovalRequest | undefined;
}

/** In order. */
export interface RunPage {
  readonly calls: readonly CallOfRun[];
  /** Where to go on, also where there are fewer than wanted; `null` at the end. */
  readonly next: number | null;
}

/** Entries that are read at a time: each may hold a mebibyte. */
const PAGE = 100;

/** Entries that are looked at for one answer, and UTF-16 units of those that it gives. */
const MOST_SEEN = 10_000;
const MOST_GIVEN_UNITS = 4 * 2 ** 20;

/** The calls of a run as the audit log tells of them, with what became of those that were held. */
export async function callsOfRun(
  store: Pick<Store, 'entriesOfRun' | 'request'>,
  run: string,
  after: number,
  limit: number,
): Promise<RunPage> {
  const calls: CallOfRun[] = [];
  let last = after;
  let seen = 0;
  let units = 0;
  for (;;) {
    const page = await store.entriesOfRun(run, last, PAGE);
    for (const { seq, event: text } of page) {
      if (calls.length >= limit || seen >= MOST_SEEN || units > MOST_GIVEN_UNITS) {
        return { calls, next: last };
      }
      last = seq;
      seen += 1;
      const event: AuditEvent = JSON.parse(text);
      if (event.action !== 'call.decided') continue;
      units += text.length;
      calls.push({ seq, event, request: await requestOf(store, event) });
    }
    if (page.length < PAGE) return { calls, next: null };
    await nextTurn();
  }
}

const requestOf = async (
  store: Pick<Store, 'request'>,
  { request }: AuditEvent,
): Promise<ApprovalRequest | undefined> =>
  request === undefined ? undefined : store.request(request);
