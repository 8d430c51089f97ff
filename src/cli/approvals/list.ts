import type { ResolutionStatus } from '../../approvals/request.ts';
import { Reviews } from '../../approvals/service/reviews.ts';
import { viewToWire } from '../../contract/approval-wire.ts';
import { paletteFor } from '../palette.ts';
import { EXIT, type ExitCode, type Terminal } from '../terminal.ts';
import { useStore } from '../use-store.ts';
import { jsonLine, visible } from '../visible-text.ts';
import { renderList } from './render-list.ts';

export const LIST_STATUSES = [
  'pending',
  'approved',
  'rejected',
  'expired',
  'cancelled',
  'all',
] as const satisfies readonly (ResolutionStatus | 'all')[];

export interface ListOptions {
  readonly store: string;
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
 * @throws StoreError
 */
export function list(options: ListOptions, terminal: Terminal): Promise<ExitCode> {
  const { status, tool, agent, run, limit, before } = options;
  const filter = {
    ...(status !== 'all' && { status }),
    ...(tool !== undefined && { tool }),
    ...(agent !== undefined && { agentId: agent }),
    ...(run !== undefined && { runId: run }),
  };
  return useStore(options.store, async (store, clock) => {
    const reviews = new Reviews(store, clock);
    const found = await reviews.list(filter, limit, before);
    const views = found.map((request) => reviews.viewOf(request));
    if (options.json === true) {
      for (const view of views) terminal.out(jsonLine(viewToWire(view)));
      return EXIT.fine;
    }
    if (views.length === 0) {
      terminal.out(`${noneFound(options)}\n`);
      return EXIT.fine;
    }
    terminal.out(renderList(views, clock.now(), paletteFor(terminal.outColor)));
    const last = views.at(-1);
    if (views.length === limit && last !== undefined) {
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
