import type { Clock } from '../../approvals/clock.ts';
import { makeCheckpoint } from '../../approvals/service/checkpoint.ts';
import { beginExport } from '../../approvals/service/export-log.ts';
import { verifyStore } from '../../approvals/service/verify-store.ts';
import type { Store } from '../../approvals/store.ts';
import { formatCheckpoint } from '../../audit/checkpoint.ts';
import type { AuditEvent } from '../../audit/event.ts';
import type { LogEntry } from '../../audit/log-line.ts';
import type { VerifyOptions } from '../../audit/verification.ts';
import { filesystemVoter } from '../approvals/filesystem-voter.ts';
import type { Latest, LogDesk, LogFilter } from './log-desk.ts';

/** Entries that are read at a time: each may hold megabytes. */
const PAGE = 100;

/** The audit log of a store. */
export class StoreLog implements LogDesk {
  readonly name: string;
  readonly #store: Store;
  readonly #clock: Clock;

  /** @param name what people call the store */
  constructor(name: string, store: Store, clock: Clock) {
    this.name = name;
    this.#store = store;
    this.#clock = clock;
  }

  /** From the end of the log backwards, page by page, until as many are found as are wanted. */
  async latest(filter: LogFilter, limit: number): Promise<Latest> {
    let found: readonly LogEntry[] = [];
    let end = (await this.#store.logHead()).seq;
    while (end > 0 && found.length <= limit) {
      const start = Math.max(0, end - PAGE);
      const page = await this.#store.entries(start, end - start);
      found = [...page.filter((entry) => isWanted(entry, filter)), ...found];
      end = start;
    }
    return { found: found.slice(-limit), more: found.length > limit };
  }

  verify(trusted: VerifyOptions) {
    return verifyStore(this.#store, trusted);
  }

  async *exported(): AsyncGenerator<string> {
    yield* await beginExport({ store: this.#store, clock: this.#clock }, filesystemVoter());
  }

  async checkpoint(): Promise<string> {
    return formatCheckpoint(await makeCheckpoint({ store: this.#store, clock: this.#clock }));
  }
}

function isWanted(entry: LogEntry, { request, run, action }: LogFilter): boolean {
  const event: AuditEvent = JSON.parse(entry.event);
  return (
    (request === undefined || event.request === request) &&
    (run === undefined || event.run === run) &&
    (action === undefined || event.action === action)
  );
}
