import type { Store } from '../../approvals/store.ts';
import type { AuditAction, AuditEvent } from '../../audit/event.ts';
import { formatEntry, type LogEntry } from '../../audit/log-line.ts';
import { escapeJson } from '../../diagnostics/escape-json.ts';
import { EXIT, type ExitCode, type Terminal } from '../terminal.ts';
import { useStore } from '../use-store.ts';
import { renderEntry } from './render-entry.ts';

export interface ListOptions {
  readonly store: string;
  readonly request?: string;
  readonly run?: string;
  readonly action?: AuditAction;
  readonly limit: number;
  readonly json?: true;
}

/** Entries that are read at a time: each may hold megabytes. */
const PAGE = 100;

/**
 * `assent audit list`: the latest entries of the audit log, the newest last.
 *
 * @throws StoreError
 */
export function list(options: ListOptions, terminal: Terminal): Promise<ExitCode> {
  return useStore(options.store, async (store) => {
    const { found, more } = await latest(store, options);
    if (found.length === 0 && options.json !== true) terminal.out('no such entry\n');
    for (const { entry, event } of found) {
      terminal.out(
        options.json === true
          ? `${escapeJson(formatEntry(entry))}\n`
          : renderEntry(entry.seq, event),
      );
    }
    if (more && options.json !== true) terminal.err('there are earlier ones: raise `--limit`\n');
    return EXIT.fine;
  });
}

interface Read {
  readonly entry: LogEntry;
  readonly event: AuditEvent;
}

/** From the end of the log backwards, page by page, until as many are found as are wanted. */
async function latest(
  store: Pick<Store, 'entries' | 'logHead'>,
  options: ListOptions,
): Promise<{ readonly found: readonly Read[]; readonly more: boolean }> {
  let found: readonly Read[] = [];
  let end = (await store.logHead()).seq;
  while (end > 0 && found.length <= options.limit) {
    const start = Math.max(0, end - PAGE);
    const page = await store.entries(start, end - start);
    const read = page.map((entry): Read => ({ entry, event: JSON.parse(entry.event) }));
    found = [...read.filter(({ event }) => isWanted(event, options)), ...found];
    end = start;
  }
  return { found: found.slice(-options.limit), more: found.length > options.limit };
}

const isWanted = (event: AuditEvent, { request, run, action }: ListOptions): boolean =>
  (request === undefined || event.request === request) &&
  (run === undefined || event.run === run) &&
  (action === undefined || event.action === action);
