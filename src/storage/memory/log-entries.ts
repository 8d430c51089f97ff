import type { AuditEvent } from '../../audit/event.ts';
import { appendEvent, EMPTY_LOG, type LogEntry, type LogHead } from '../../audit/log-line.ts';

/** An entry with the run of its event. */
export interface RunEntry {
  readonly entry: LogEntry;
  readonly run: string | undefined;
}

/** The audit log of a store in memory. */
export class LogEntries {
  readonly #entries: LogEntry[];
  readonly #byRun = new Map<string, LogEntry[]>();

  /** @param first the entry with which the log begins */
  constructor(first: LogEntry) {
    this.#entries = [first];
  }

  get head(): LogHead {
    const last = this.#entries.at(-1);
    return last === undefined ? EMPTY_LOG : { seq: last.seq, hash: last.hash };
  }

  page(after: number, limit: number): LogEntry[] {
    // the entry with `seq` 1 is the first of the array
    return this.#entries.slice(Math.max(after, 0), Math.max(after, 0) + limit);
  }

  pageOfRun(run: string, after: number, limit: number): LogEntry[] {
    const entries = this.#byRun.get(run) ?? [];
    return entries.filter(({ seq }) => seq > after).slice(0, limit);
  }

  /**
   * The entries that events will be.
   *
   * @throws TypeError for an event that is no JSON
   */
  prepare(events: readonly AuditEvent[]): RunEntry[] {
    let { head } = this;
    return events.map((event) => {
      const entry = appendEvent(head, event);
      head = entry;
      return { entry, run: event.run };
    });
  }

  add(prepared: readonly RunEntry[]): void {
    for (const { entry, run } of prepared) {
      this.#entries.push(entry);
      if (run === undefined) continue;
      const entries = this.#byRun.get(run) ?? [];
      entries.push(entry);
      this.#byRun.set(run, entries);
    }
  }
}
