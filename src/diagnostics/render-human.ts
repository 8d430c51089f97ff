import type { Diagnostic, Severity } from './diagnostic.ts';
import { displayed, displayWidth } from './display.ts';
import { inOrder } from './order.ts';
import type { Location, SourceText } from './source-text.ts';

/** Longer lines are cut around the place that matters. In UTF-16 units. */
const LONGEST_LINE = 120;

/** How much of a cut line stands before the place. */
const LEAD = 40;

const COLORS: Readonly<Record<Severity, number>> = { error: 31, warning: 33, note: 36 };

export interface HumanOptions {
  /** Whether to write ANSI colours. */
  readonly color?: boolean;
}

type Paint = (code: number, text: string) => string;

/**
 * Diagnostics for people, each with its line and a caret under the part that is meant, by file and
 * place. Empty for no diagnostics, else ends with a line break.
 *
 * @param sources the files' texts by the name that diagnostics use; without one, no line is shown
 */
export function renderHuman(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, SourceText>,
  { color = false }: HumanOptions = {},
): string {
  const paint: Paint = (code, text) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  return inOrder(diagnostics)
    .map((diagnostic) => `${renderOne(diagnostic, sources, paint)}\n`)
    .join('');
}

function renderOne(
  { code, severity, location, message, help }: Diagnostic,
  sources: ReadonlyMap<string, SourceText>,
  paint: Paint,
): string {
  const { file, line, column } = location;
  const place = file === '' ? '' : `${paint(1, displayed(`${file}:${line}:${column}:`))} `;
  const kind = paint(COLORS[severity], `${severity}[${code}]`);
  const gutter = ' '.repeat(String(line).length + 2);
  const lines = [`${place}${kind}: ${displayed(message)}`];
  const written = sources.get(file)?.line(line) ?? '';
  if (written.trim() !== '') {
    const { shown, carets } = excerpt(written, location);
    lines.push(`  ${paint(34, `${line} |`)} ${shown}`);
    lines.push(`${gutter} ${paint(34, '|')} ${paint(COLORS[severity], carets)}`);
  }
  if (help !== undefined) lines.push(`${gutter} ${paint(34, '=')} help: ${displayed(help)}`);
  return lines.join('\n');
}

/** The line, cut if it is long, and carets under the span; under its first line if it has several. */
function excerpt(written: string, location: Location): { shown: string; carets: string } {
  const start = Math.min(location.column - 1, written.length);
  const sameLine = location.endLine === location.line;
  const end = sameLine ? Math.min(location.endColumn - 1, written.length) : written.length;
  const from = written.length > LONGEST_LINE && start > LEAD ? start - LEAD : 0;
  const to = Math.min(written.length, from + LONGEST_LINE);
  const before = (from > 0 ? '…' : '') + displayed(written.slice(from, start));
  const meant = displayed(written.slice(start, Math.min(end, to)));
  const after = displayed(written.slice(Math.max(Math.min(end, to), start), to));
  return {
    shown: before + meant + after + (to < written.length ? '…' : ''),
    carets:
      ' '.repeat(displayWidth(before)) + '^'.repeat(Math.max(1, displayWidth(meant.trimEnd()))),
  };
}
