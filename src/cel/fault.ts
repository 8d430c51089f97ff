import type { Span } from '../diagnostics/source-text.ts';

/** What can be wrong with an expression before it runs. */
export type MistakeCode =
  | 'syntax'
  | 'too-long'
  | 'too-deep'
  | 'unknown-name'
  | 'unknown-function'
  | 'wrong-arity'
  | 'type-mismatch'
  | 'not-boolean'
  | 'invalid-literal'
  | 'invalid-pattern';

/** What can go wrong while it runs. */
export type FaultCode =
  | 'no-such-field'
  | 'index-out-of-range'
  | 'no-such-overload'
  | 'divide-by-zero'
  | 'overflow'
  | 'not-finite'
  | 'invalid-argument'
  | 'duplicate-key'
  | 'not-boolean'
  | 'unsafe-number'
  | 'not-json'
  | 'budget';

/** A mistake found before an expression runs; `span` is an offset pair into its source. */
export interface Mistake {
  readonly code: MistakeCode;
  readonly severity: 'error' | 'warning';
  readonly span: Span;
  readonly message: string;
  readonly help?: string;
}

/** Why a function could not give a value, before it is known where. Made once, at module level. */
export class Problem {
  readonly code: FaultCode;
  readonly message: string;

  constructor(code: FaultCode, message: string) {
    this.code = code;
    this.message = message;
  }
}

/**
 * An error as a value: it flows through an evaluation in place of a result. Faults are made when a
 * condition is compiled, one per node and reason, and shared by all evaluations, so they carry nothing
 * of the values that caused them.
 */
export class Fault {
  readonly code: FaultCode;
  readonly message: string;
  readonly span: Span;

  constructor(code: FaultCode, message: string, span: Span) {
    this.code = code;
    this.message = message;
    this.span = span;
  }
}
