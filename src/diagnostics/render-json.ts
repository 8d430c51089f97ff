import type { DiagnosticCode } from './code.ts';
import type { Diagnostic, Severity } from './diagnostic.ts';
import { escapeJson } from './escape-json.ts';
import { inOrder } from './order.ts';

/** A diagnostic as programs read it: the same keys always, in this order. */
export interface DiagnosticJson {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly end_line: number;
  readonly end_column: number;
  readonly message: string;
  readonly help: string | null;
}

/** Diagnostics as a JSON array, by file and place, with a line break at the end. */
export function renderJson(diagnostics: readonly Diagnostic[]): string {
  return `${escapeJson(JSON.stringify(diagnosticsToJson(diagnostics), null, 2))}\n`;
}

/** The same before it is text. */
export const diagnosticsToJson = (diagnostics: readonly Diagnostic[]): readonly DiagnosticJson[] =>
  inOrder(diagnostics).map(toJson);

function toJson({ code, severity, location, message, help }: Diagnostic): DiagnosticJson {
  return {
    code,
    severity,
    file: location.file,
    line: location.line,
    column: location.column,
    end_line: location.endLine,
    end_column: location.endColumn,
    message,
    help: help ?? null,
  };
}
