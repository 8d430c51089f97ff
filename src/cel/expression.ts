import type { Expression } from './ast.ts';
import { check } from './check/check.ts';
import { resolve } from './check/resolve.ts';
import { compile } from './compile/compile.ts';
import type { Environment, Evaluate, StaticType } from './environment.ts';
import type { Mistake } from './fault.ts';
import { parse } from './syntax/parse.ts';

export { compileText } from './compile/compile.ts';
export { type Trace, type TraceStep, traceExpression } from './compile/trace.ts';
export { formatValue } from './value-text.ts';

/** What reading an expression found. */
export interface Reading {
  /** Ready to compile; `undefined` when there is an error among the mistakes. */
  readonly expression: Expression | undefined;
  /** What it gives, as far as that is known before it runs. */
  readonly type: StaticType;
  readonly mistakes: readonly Mistake[];
}

/**
 * Reads and checks an expression: limits, syntax, names, functions, kinds. Gives all mistakes it can
 * find. With `boolean` the whole must be able to give true or false; without `check` names, functions and
 * kinds are left to the run.
 */
export function readExpression(
  source: string,
  environment: Environment,
  options: { readonly boolean?: boolean; readonly check?: boolean } = {},
): Reading {
  const parsed = parse(source, environment.limits);
  if (parsed.expression === undefined) {
    return { expression: undefined, type: 'dyn', mistakes: parsed.mistakes };
  }
  const expression = resolve(parsed.expression, environment);
  if (options.check === false) return { expression, type: 'dyn', mistakes: [] };
  const { type, mistakes } = check(expression, environment, options.boolean === true);
  const broken = mistakes.some(({ severity }) => severity === 'error');
  return { expression: broken ? undefined : expression, type, mistakes };
}

/** Turns an expression that `readExpression` gave into a closure; see `Evaluate`. */
export function compileExpression(expression: Expression, environment: Environment): Evaluate {
  return compile(expression, environment);
}
