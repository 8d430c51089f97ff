import type { Expression } from '../ast.ts';

/** Texts longer than this say nothing in a message. */
const LONGEST = 60;

/** A short text for what a message is about: the path in backticks where it is one, else `this value`. */
export function describe(expression: Expression): string {
  const path = pathOf(expression);
  return path === undefined || path.length > LONGEST ? 'this value' : `\`${path}\``;
}

function pathOf(expression: Expression): string | undefined {
  if (expression.kind === 'name') return expression.name;
  if (expression.kind === 'select') {
    const target = pathOf(expression.target);
    return target && `${target}${expression.optional ? '.?' : '.'}${expression.field}`;
  }
  if (expression.kind !== 'index') return undefined;
  const target = pathOf(expression.target);
  const index = expression.index.kind === 'literal' ? expression.index.value : undefined;
  if (target === undefined) return undefined;
  if (typeof index === 'string') return `${target}[${JSON.stringify(index)}]`;
  return typeof index === 'bigint' ? `${target}[${index}]` : `${target}[...]`;
}
