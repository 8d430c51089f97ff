import type { ApprovalWire } from '../../contract/approval.ts';
import { alignedRows } from '../aligned-rows.ts';
import type { Palette } from '../palette.ts';
import { visible } from '../visible-text.ts';
import { briefly, describeTimeLeft, renderStatus } from './describe-request.ts';

const HEADINGS = ['ID', 'STATUS', 'TOOL', 'AGENT', 'AGE', 'DEADLINE'] as const;

/** A list of requests, line by line. */
export interface RequestTable {
  readonly heading: string;
  /** The lines of each request, in the order of the requests. */
  readonly rows: readonly { readonly id: string; readonly lines: readonly string[] }[];
}

/**
 * Requests as a table, each with the message of its rule below it. Nothing is cut, since what is cut off
 * may be what matters.
 *
 * @param now milliseconds since the Unix epoch
 */
export function tableOf(
  requests: readonly ApprovalWire[],
  now: number,
  palette: Palette,
): RequestTable {
  const [heading = '', ...lines] = alignedRows(
    HEADINGS,
    requests.map((request) => cellsOf(request, now)),
    (text, row, heading) => {
      const status = requests[row]?.status;
      if (heading === 'STATUS' && status !== undefined) return renderStatus(status, text, palette);
      return text;
    },
    palette,
  );
  const rows = requests.map((request, index) => ({
    id: request.id,
    lines: [lines[index] ?? '', ...notesOf(request, palette)],
  }));
  return { heading, rows };
}

/** The same as text: lines, each ended by a line break. */
export function renderList(
  requests: readonly ApprovalWire[],
  now: number,
  palette: Palette,
): string {
  const { heading, rows } = tableOf(requests, now, palette);
  return `${[heading, ...rows.flatMap(({ lines }) => lines)].join('\n')}\n`;
}

/** What a reviewer has to know besides: the message of the rule, and whether the arguments can be trusted. */
export function notesOf({ ruling, unbound }: ApprovalWire, palette: Palette): readonly string[] {
  return [
    ...(ruling.message === null ? [] : [`  ${visible(ruling.message)}`]),
    ...(unbound ? [`  ${palette.error('unbound')}: the arguments were not handed over`] : []),
  ];
}

function cellsOf(view: ApprovalWire, now: number): readonly string[] {
  return [
    visible(view.id),
    visible(view.status),
    visible(view.tool),
    view.agent === null ? '-' : visible(view.agent),
    briefly(now - Date.parse(view.created_at)),
    view.status === 'pending' ? describeTimeLeft(view, now) : '-',
  ];
}
