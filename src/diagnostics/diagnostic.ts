import type { DiagnosticCode } from './code.ts';
import type { Location } from './source-text.ts';

/** `note` never makes a check fail; `warning` does under `--strict`; `error` always does. */
export type Severity = 'error' | 'warning' | 'note';

/** One mistake of a user's: where it is, what is wrong, what to write instead. Rendering is separate. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly location: Location;
  /** One line, lower case, no full stop; what the user wrote stands in backticks. */
  readonly message: string;
  /** What to write instead. */
  readonly help?: string;
}

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some((diagnostic) => diagnostic.severity === 'error');
