import { Reviews } from '../../approvals/service/reviews.ts';
import type { ApprovalView } from '../../approvals/view.ts';
import type { AuditAction, AuditEvent } from '../../audit/event.ts';
import { viewToWire } from '../../contract/approval-wire.ts';
import { followLog } from '../follow-log.ts';
import { type Palette, paletteFor } from '../palette.ts';
import { EXIT, type ExitCode, type Terminal } from '../terminal.ts';
import { shownStore, useStore } from '../use-store.ts';
import { jsonLine, visible } from '../visible-text.ts';
import { briefly, describeTimeLeft, renderStatus } from './describe-request.ts';
import { notesOf } from './render-list.ts';

export interface WatchOptions {
  readonly store: string;
  readonly json?: true;
}

/** What is told of, with the status that it brings about. */
const TOLD: ReadonlyMap<AuditAction, ApprovalView['status']> = new Map([
  ['approval.requested', 'pending'],
  ['approval.approved', 'approved'],
  ['approval.rejected', 'rejected'],
  ['approval.expired', 'expired'],
  ['approval.cancelled', 'cancelled'],
]);

/**
 * `assent approvals watch`: requests as they are made and resolved, by any process, until the user ends it.
 *
 * @throws StoreError
 */
export function watch(options: WatchOptions, terminal: Terminal): Promise<ExitCode> {
  const palette = paletteFor(terminal.outColor);
  return useStore(options.store, async (store, clock) => {
    const reviews = new Reviews(store, clock);
    const { seq } = await store.logHead();
    terminal.err(`watching \`${visible(shownStore(options.store))}\`; end with Ctrl-C\n`);
    await followLog(store, seq, terminal.untilEnded(), async (event) => {
      const status = TOLD.get(event.action);
      if (status === undefined || event.request === undefined) return;
      const view = reviews.viewOf(await reviews.find(event.request));
      terminal.out(
        options.json === true
          ? jsonLine({ event: event.action, at: event.at, approval: viewToWire(view) })
          : renderNews(event, status, view, clock.now(), palette),
      );
    });
    return EXIT.fine;
  });
}

/** What happened then; the request itself may have moved on since. */
function renderNews(
  event: AuditEvent,
  status: ApprovalView['status'],
  view: ApprovalView,
  now: number,
  palette: Palette,
): string {
  const what = `${renderStatus(status, status.padEnd(9), palette)} ${visible(view.id)}  ${visible(view.tool)}`;
  if (status === 'pending') {
    const agent = view.agent === null ? '' : ` by ${visible(view.agent)}`;
    const left = `, deadline ${describeTimeLeft(view, now)}`;
    return `${[`${what}${agent}${left}`, ...notesOf(view, palette)].join('\n')}\n`;
  }
  const person = event.person === undefined ? '' : ` by ${visible(event.person)}`;
  const wait = event.wait_ms === undefined ? '' : ` after ${briefly(event.wait_ms)}`;
  const reason = event.reason === undefined ? '' : `: ${visible(event.reason)}`;
  return `${what}${person}${wait}${reason}\n`;
}
