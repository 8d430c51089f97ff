import type { Span } from '../../diagnostics/source-text.ts';
import type { Expression } from '../ast.ts';
import type { Environment, Frame } from '../environment.ts';
import { compile } from './compile.ts';

/** What one sub-expression gave in one evaluation. */
export interface TraceStep {
  readonly span: Span;
  /** In a loop, what the last turn gave; `undefined` where nothing was evaluated. */
  readonly value: unknown;
  /** False where a short circuit passed it over. */
  readonly evaluated: boolean;
}

export interface Trace {
  readonly value: unknown;
  /** Every sub-expression: by where it begins in the source, the larger first. */
  readonly steps: readonly TraceStep[];
}

/** Compiles an expression so that each evaluation also tells what every sub-expression gave. */
export function traceExpression(
  expression: Expression,
  environment: Environment,
): (frame: Frame) => Trace {
  const spans: Span[] = [];
  let values: unknown[] = [];
  let evaluated: boolean[] = [];
  const evaluate = compile(expression, environment, (node, run) => {
    const index = spans.push(node.span) - 1;
    return (frame) => {
      const value = run(frame);
      values[index] = value;
      evaluated[index] = true;
      return value;
    };
  });
  const order = spans
    .map((span, index) => ({ span, index }))
    .sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  return (frame) => {
    values = [];
    evaluated = [];
    const value = evaluate(frame);
    const steps = order.map(({ span, index }) => ({
      span,
      value: values[index],
      evaluated: evaluated[index] === true,
    }));
    return { value, steps };
  };
}
