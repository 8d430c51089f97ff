import type { Expression } from './ast.ts';

/** The direct parts of an expression, in source order. */
export function children(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'name':
      return [];
    case 'select':
      return [expression.target];
    case 'index':
      return [expression.target, expression.index];
    case 'list':
      return expression.items;
    case 'map':
      return expression.entries.flat();
    case 'not':
    case 'negate':
    case 'has':
      return [expression.operand];
    case 'and':
    case 'or':
      return expression.operands;
    case 'conditional':
      return [expression.test, expression.consequent, expression.alternative];
    case 'binary':
      return [expression.left, expression.right];
    case 'call':
      return expression.receiver === undefined
        ? expression.args
        : [expression.receiver, ...expression.args];
    case 'comprehension':
      return expression.filter === undefined
        ? [expression.target, expression.body]
        : [expression.target, expression.filter, expression.body];
    case 'bind':
      return [expression.value, expression.body];
  }
}

/** Every name an expression mentions, macro variables included. */
export function namesIn(expression: Expression, names = new Set<string>()): Set<string> {
  if (expression.kind === 'name') names.add(expression.name);
  for (const child of children(expression)) namesIn(child, names);
  return names;
}
