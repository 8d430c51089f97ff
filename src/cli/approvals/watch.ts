import type { ResolutionStatus } from '../../approvals/request.ts';
import { type Palette, paletteFor } from '../palette.ts';
import { EXIT, type ExitCode, type Terminal } from '../terminal.ts';
import { jsonLine, visible } from '../visible-text.ts';
import { briefly, describeTimeLeft, renderStatus } from './describe-request.ts';
import type { Desk, News } from './desk.ts';
import { liveView } from './live/live-view.ts';
import { notesOf } from './render-list.ts';
import { useDesk } from './use-desk.ts';

export interface WatchOptions {
  readonly store?: string;
  readonly json?: true;
}

/** What is told of in lines, with the status that it brings about. */
const TOLD: ReadonlyMap<string, ResolutionStatus> = new Map([
  ['approval.requested', 'pending'],
  ['approval.approved', 'approved'],
  ['approval.rejected', 'rejected'],
  ['approval.expired', 'expired'],
  ['approval.cancelled', 'cancelled'],
]);

/**
 * `assent approvals watch`: requests as they are made and resolved, by any process, until the user ends it.
 * Somebody at a terminal sees those that wait, and decides them with a key; a program reads lines.
 *
 * @throws StoreError; ServerError
 */
export function watch(options: WatchOptions, terminal: Terminal): Promise<ExitCode> {
  const { keyboard, outIsTerminal } = terminal;
  return useDesk(options.store, terminal, async (desk) => {
    if (keyboard !== undefined && outIsTerminal && options.json !== true) {
      await liveView(desk, { ...terminal, keyboard });
    } else {
      await tellInLines(desk, options, terminal);
    }
    return EXIT.fine;
  });
}

async function tellInLines(desk: Desk, options: WatchOptions, terminal: Terminal): Promise<void> {
  const palette = paletteFor(terminal.outColor);
  const ending = new AbortController();
  void terminal.untilEnded().then(() => ending.abort());
  const onNews = async (news: News): Promise<void> => {
    const status = TOLD.get(news.action);
    if (status === undefined) return;
    terminal.out(
      options.json === true
        ? jsonLine({ event: news.action, at: news.at, approval: news.approval })
        : renderNews(news, status, desk.now(), palette),
    );
  };
  const onListening = (): void =>
    terminal.err(`watching \`${visible(desk.name)}\`; end with Ctrl-C\n`);
  const onLost = (error: Error): void =>
    terminal.err(`${visible(error.message)}; trying again, nothing will be missed\n`);
  await desk.follow({ onNews, onListening, onLost }, ending.signal);
}

/** What happened then; the request itself may have moved on since. */
function renderNews(
  { approval, person, waitMs, reason }: News,
  status: ResolutionStatus,
  now: number,
  palette: Palette,
): string {
  const what = `${renderStatus(status, status.padEnd(9), palette)} ${visible(approval.id)}  ${visible(approval.tool)}`;
  if (status === 'pending') {
    const agent = approval.agent === null ? '' : ` by ${visible(approval.agent)}`;
    const left = `, deadline ${describeTimeLeft(approval, now)}`;
    return `${[`${what}${agent}${left}`, ...notesOf(approval, palette)].join('\n')}\n`;
  }
  const by = person === undefined ? '' : ` by ${visible(person)}`;
  const wait = waitMs === undefined ? '' : ` after ${briefly(waitMs)}`;
  const why = reason === undefined ? '' : `: ${visible(reason)}`;
  return `${what}${by}${wait}${why}\n`;
}
