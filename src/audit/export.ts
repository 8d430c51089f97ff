import { formatCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import { formatEntry, type LogEntry } from './log-line.ts';

/** What an export is read from: a store. */
export interface LogSource {
  /** Entries with `seq` over `after`, in order, at most `limit`. */
  entries(after: number, limit: number): Promise<readonly LogEntry[]>;
  checkpoints(): Promise<readonly SignedCheckpoint[]>;
}

/** Entries that are read at once: each may hold megabytes. */
const PAGE = 100;

/**
 * The lines of a log, without line breaks: every entry, and each checkpoint right after its entry, those
 * of one entry in order of their time. `verifyLog` takes them as they are, so that a live log is verified
 * by the same code as an exported one. A checkpoint whose entry is gone comes at the end, where it tells.
 *
 * @param from the first entry; over 1, a checkpoint of the entry before it comes first
 */
export async function* exportLog(source: LogSource, from = 1): AsyncGenerator<string> {
  // read before the entries, so that no checkpoint is of an entry that is still to be added
  const waiting = inOrder(await source.checkpoints(), from - 1);
  let after = from - 1;
  for (;;) {
    const page = await source.entries(after, PAGE);
    for (const entry of page) {
      yield* take(waiting, entry.seq - 1);
      yield formatEntry(entry);
      after = entry.seq;
    }
    if (page.length === 0) break;
  }
  yield* take(waiting, Number.POSITIVE_INFINITY);
}

/** Latest first; two that say the same, as of two processes, are one. */
function inOrder(checkpoints: readonly SignedCheckpoint[], least: number): SignedCheckpoint[] {
  const distinct = new Map(checkpoints.map((signed) => [formatCheckpoint(signed), signed]));
  return [...distinct.values()]
    .filter(({ checkpoint }) => checkpoint.seq >= least)
    .sort(({ checkpoint: a }, { checkpoint: b }) => b.seq - a.seq || (a.at < b.at ? 1 : -1));
}

/** Takes the checkpoints of entries up to `seq`. */
function* take(waiting: SignedCheckpoint[], seq: number): Generator<string> {
  for (let next = waiting.at(-1); next !== undefined; next = waiting.at(-1)) {
    if (next.checkpoint.seq > seq) return;
    waiting.pop();
    yield formatCheckpoint(next);
  }
}
