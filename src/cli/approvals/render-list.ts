import type { ApprovalView } from '../../approvals/view.ts';
import { displayWidth } from '../../diagnostics/display.ts';
import type { Palette } from '../palette.ts';
import { visible } from '../visible-text.ts';
import { briefly, describeTimeLeft, renderStatus } from './describe-request.ts';

const HEADINGS = ['ID', 'STATUS', 'TOOL', 'AGENT', 'AGE', 'DEADLINE'] as const;

/** A wider text is written whole all the same, and only its own row is out of line. */
const WIDEST_COLUMN = 40;

/**
 * Requests as a table, each with the message of its rule below it. Nothing is cut, since what is cut off
 * may be what matters.
 *
 * @param now milliseconds since the Unix epoch
 * @returns lines, each ended by a line break
 */
export function renderList(views: readonly ApprovalView[], now: number, palette: Palette): string {
  const rows = views.map((view) => ({ view, cells: cellsOf(view, now) }));
  const widths = HEADINGS.map((heading, column) => {
    const wide = rows.map(({ cells }) => displayWidth(cells[column] ?? ''));
    return Math.max(heading.length, ...wide.filter((width) => width <= WIDEST_COLUMN));
  });
  const lines = rows.flatMap(({ view, cells }) => [
    line(cells, widths, (text, column) =>
      HEADINGS[column] === 'STATUS' ? renderStatus(view.status, text, palette) : text,
    ),
    ...notesOf(view, palette),
  ]);
  return `${[line(HEADINGS, widths, palette.faint), ...lines].join('\n')}\n`;
}

/** What a reviewer has to know besides: the message of the rule, and whether the arguments can be trusted. */
export function notesOf({ ruling, unbound }: ApprovalView, palette: Palette): readonly string[] {
  return [
    ...(ruling.message === null ? [] : [`  ${visible(ruling.message)}`]),
    ...(unbound ? [`  ${palette.error('unbound')}: the arguments were not handed over`] : []),
  ];
}

function cellsOf(view: ApprovalView, now: number): readonly string[] {
  return [
    visible(view.id),
    visible(view.status),
    visible(view.tool),
    view.agent === null ? '-' : visible(view.agent),
    briefly(now - view.createdAt),
    view.status === 'pending' ? describeTimeLeft(view, now) : '-',
  ];
}

function line(
  cells: readonly string[],
  widths: readonly number[],
  style: (text: string, column: number) => string,
): string {
  return cells
    .map((cell, column) => {
      const padding = ' '.repeat(Math.max(0, (widths[column] ?? 0) - displayWidth(cell)));
      return style(cell, column) + padding;
    })
    .join('  ')
    .trimEnd();
}
