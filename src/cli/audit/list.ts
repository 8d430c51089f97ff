import type { AuditAction } from '../../audit/event.ts';
import { formatEntry } from '../../audit/log-line.ts';
import { escapeJson } from '../../diagnostics/escape-json.ts';
import { EXIT, type ExitCode, type Terminal } from '../terminal.ts';
import { renderEntry } from './render-entry.ts';
import { useLog } from './use-log.ts';

export interface ListOptions {
  readonly store?: string;
  readonly request?: string;
  readonly run?: string;
  readonly action?: AuditAction;
  readonly limit: number;
  readonly json?: true;
}

/**
 * `assent audit list`: the latest entries of the audit log, the newest last.
 *
 * @throws StoreError; ServerError
 */
export function list(options: ListOptions, terminal: Terminal): Promise<ExitCode> {
  const { request, run, action, limit, json } = options;
  const filter = {
    ...(request !== undefined && { request }),
    ...(run !== undefined && { run }),
    ...(action !== undefined && { action }),
  };
  return useLog(options.store, terminal, async (log) => {
    const { found, more } = await log.latest(filter, limit);
    if (found.length === 0 && json !== true) terminal.out('no such entry\n');
    for (const entry of found) {
      terminal.out(
        json === true
          ? `${escapeJson(formatEntry(entry))}\n`
          : renderEntry(entry.seq, JSON.parse(entry.event)),
      );
    }
    if (more && json !== true) terminal.err('there are earlier ones: raise `--limit`\n');
    return EXIT.fine;
  });
}
