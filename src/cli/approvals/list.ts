import type { ResolutionStatus } from '../../approvals/request.ts';
import { paletteFor } from '../palette.ts';
import { EXIT, type ExitCode, type Terminal } from '../terminal.ts';
import { jsonLine, visible } from '../visible-text.ts';
import { renderList } from './render-list.ts';
import { useDesk } from './use-desk.ts';

export const LIST_STATUSES = [
  'pending',
  'approved',
  'rejected',
  'expired',
  'cancelled',
  'all',
] as const satisfies readonly (ResolutionStatus | 'all')[];

export interface ListOptions {
  readonly store?: string;
  readonly status: (typeof LIST_STATUSES)[number];
  readonly tool?: string;
  readonly agent?: string;
  readonly run?: string;
  readonly limit: number;
  /** The last id of the page before. */
  readonly before?: string;
  readonly json?: true;
}

/**
 * `assent approvals list`: requests, newest first.
 *
 * @throws StoreError; ServerError
 */
export function list(options: ListOptions, terminal: Terminal): Promise<ExitCode> {
  const { status, tool, agent, run, limit, before } = options;
  const filter = {
    ...(status !== 'all' && { status }),
    ...(tool !== undefined && { tool }),
    ...(agent !== undefined && { agent }),
    ...(run !== undefined && { run }),
  };
  return useDesk(options.store, terminal, async (desk) => {
    const found = await desk.list(filter, limit, before);
    if (options.json === true) {
      for (const request of found) terminal.out(jsonLine(request));
      return EXIT.fine;
    }
    if (found.length === 0) {
      terminal.out(`${noneFound(options)}\n`);
      return EXIT.fine;
    }
    terminal.out(renderList(found, desk.now(), paletteFor(terminal.outColor)));
    const last = found.at(-1);
    if (found.length === limit && last !== undefined) {
      terminal.err(`there may be older ones: \`--before ${visible(last.id)}\`\n`);
    }
    return EXIT.fine;
  });
}

function noneFound({ status, tool, agent, run, before }: ListOptions): string {
  const narrowed = [tool, agent, run, before].some((filter) => filter !== undefined);
  const such = narrowed ? 'no such request' : 'no request';
  return status === 'all' ? such : `${such} is ${status}`;
}
