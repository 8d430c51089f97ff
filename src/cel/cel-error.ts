import type { Span } from '../diagnostics/source-text.ts';
import type { Fault, FaultCode, Mistake, MistakeCode } from './fault.ts';

/** An expression that could not be compiled, or that gave an error when it ran. */
export class CelError extends Error {
  override readonly name = 'CelError';
  readonly code: MistakeCode | FaultCode;
  /** Where in `source`, as UTF-16 offsets. */
  readonly span: Span;
  readonly source: string;
  /** Everything that is wrong with a source that does not compile; empty for an error of a run. */
  readonly mistakes: readonly Mistake[];

  private constructor(
    cause: Pick<Mistake | Fault, 'code' | 'message' | 'span'>,
    source: string,
    mistakes: readonly Mistake[],
  ) {
    super(cause.message);
    this.code = cause.code;
    this.span = cause.span;
    this.source = source;
    this.mistakes = mistakes;
  }

  /** For a source that does not compile; its code and message are those of the first error. */
  static ofMistakes(first: Mistake, mistakes: readonly Mistake[], source: string): CelError {
    return new CelError(first, source, mistakes);
  }

  /** For a run that ended in an error. */
  static ofFault(fault: Fault, source: string): CelError {
    return new CelError(fault, source, []);
  }
}
