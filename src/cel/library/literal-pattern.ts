import type { Expression } from '../ast.ts';
import { compilePattern, type Pattern } from './regex.ts';

const compiled = new WeakMap<Expression, ReturnType<typeof compilePattern>>();

/**
 * The pattern that a literal is, compiled once for checking and running alike; a message where it is not
 * valid, `undefined` where it is no string literal.
 */
export function patternOf(
  expression: Expression,
): Pattern | { readonly message: string } | undefined {
  if (expression.kind !== 'literal' || typeof expression.value !== 'string') return undefined;
  let pattern = compiled.get(expression);
  if (pattern === undefined) {
    pattern = compilePattern(expression.value);
    compiled.set(expression, pattern);
  }
  return pattern;
}
