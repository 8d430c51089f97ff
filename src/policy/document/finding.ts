import type { DiagnosticCode } from '../../diagnostics/code.ts';
import type { Diagnostic, Severity } from '../../diagnostics/diagnostic.ts';
import type { SourceText, Span } from '../../diagnostics/source-text.ts';

/** A mistake in one file, before offsets become lines and columns. */
export interface Finding {
  readonly code: DiagnosticCode;
  readonly span: Span;
  readonly message: string;
  readonly help?: string | undefined;
  /** An error where it is not said. */
  readonly severity?: Severity;
}

/** The findings of one file as diagnostics: in source order, each once. */
export function toDiagnostics(source: SourceText, findings: readonly Finding[]): Diagnostic[] {
  const ordered = [...findings].sort(
    (one, other) => one.span.start - other.span.start || one.span.end - other.span.end,
  );
  const diagnostics: Diagnostic[] = [];
  ordered.forEach((finding, index) => {
    if (isRepeated(ordered, index)) return;
    const { code, severity = 'error', span, message, help } = finding;
    const told = { code, severity, location: source.locate(span), message };
    diagnostics.push(help === undefined ? told : { ...told, help });
  });
  return diagnostics;
}

/** Whether the same is said of the same place before: what an alias stands for is looked at twice. */
function isRepeated(ordered: readonly Finding[], index: number): boolean {
  const finding = ordered[index];
  for (let at = index - 1; at >= 0; at -= 1) {
    const before = ordered[at];
    if (before?.span.start !== finding?.span.start) return false;
    if (before?.code === finding?.code && before?.message === finding?.message) return true;
  }
  return false;
}

/** Longer quotations are cut: a message is one line. */
const LONGEST_QUOTATION = 60;

/** What the user wrote, between backticks, on one line and not too long. */
export function quoted(text: string, longest: number = LONGEST_QUOTATION): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return `\`${line.length > longest ? `${line.slice(0, longest - 1)}…` : line}\``;
}

/**
 * A test whether a span touches one of `spans`, which do not overlap each other. Zero-width spans
 * touch what they stand in or at the end of. Costs a binary search.
 */
export function touching(spans: readonly Span[]): (span: Span) => boolean {
  const ordered = [...spans].sort((one, other) => one.start - other.start);
  return ({ start, end }) => {
    let low = 0;
    let high = ordered.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ordered[middle]?.end ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    const found = ordered[low];
    return found !== undefined && found.start <= end;
  };
}
