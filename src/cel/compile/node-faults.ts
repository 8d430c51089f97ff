import type { Span } from '../../diagnostics/source-text.ts';
import { Fault, type FaultCode, type Problem } from '../fault.ts';

/**
 * The faults of one node: each is made when it is first met and shared by all evaluations from then on,
 * so that nothing is allocated for an error that a hostile call repeats.
 */
export class NodeFaults {
  readonly span: Span;
  #made: Map<string, Fault> | undefined;

  constructor(span: Span) {
    this.span = span;
  }

  /** The node's fault with this message; `message` is one of few, fixed when the node was compiled. */
  of(code: FaultCode, message: string): Fault {
    this.#made ??= new Map();
    let fault = this.#made.get(message);
    if (fault === undefined) {
      fault = new Fault(code, message, this.span);
      this.#made.set(message, fault);
    }
    return fault;
  }

  from(problem: Problem): Fault {
    return this.of(problem.code, problem.message);
  }

  get budget(): Fault {
    return this.of('budget', 'the expression takes too many steps');
  }

  get notBoolean(): Fault {
    return this.of('not-boolean', 'this value is neither true nor false');
  }

  get wrongKey(): Fault {
    return this.of('no-such-overload', 'a map has no keys of this kind');
  }

  get noFields(): Fault {
    return this.of('no-such-overload', 'this value has no fields');
  }

  get unsafeNumber(): Fault {
    return this.of('unsafe-number', 'a number here is too large to be exact in JSON');
  }

  get notJson(): Fault {
    return this.of('not-json', 'a value here is not JSON');
  }
}
