import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { renderHuman } from '../diagnostics/render-human.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import { EXIT, type ExitCode, type Terminal } from './terminal.ts';

/** Diagnostics of a verb whose results are something else: they go to standard error. */
export function reportDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, SourceText>,
  terminal: Terminal,
): void {
  terminal.err(renderHuman(diagnostics, sources, { color: terminal.errColor }));
}

/**
 * How a verb ends that met these diagnostics: errors in what a policy says come before files that could
 * not be had.
 */
export function exitCodeOf(diagnostics: readonly Diagnostic[], strict = false): ExitCode {
  const failing = diagnostics.filter(
    ({ severity }) => severity === 'error' || (strict && severity === 'warning'),
  );
  if (failing.length === 0) return EXIT.fine;
  return failing.every(isMissing) ? EXIT.usage : EXIT.policy;
}

/** Nothing is wrong with the policy: there is none. */
const isMissing = ({ code }: Diagnostic): boolean =>
  code === 'file/unreadable' || code === 'file/no-policy';
