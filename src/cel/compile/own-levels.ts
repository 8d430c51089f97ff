import type { Expression, Node } from '../ast.ts';
import type { Compilation } from './compilation.ts';

/**
 * How many levels of lists and maps inside each other an expression builds by itself, as seen from its
 * text: 1 for `[param.ids]`, 0 for `param.ids`, infinitely many where nothing comes from the bindings.
 * What such a list holds was checked when it was read, and need not be numbers that JSON can carry: it
 * may be a literal of the expression or a result. What lies deeper is still to be checked.
 */
export function ownLevels(expression: Expression, compilation: Compilation): number {
  const least = (parts: readonly Expression[]): number =>
    Math.min(...parts.map((part) => ownLevels(part, compilation)));
  switch (expression.kind) {
    case 'literal':
    case 'not':
    case 'negate':
    case 'and':
    case 'or':
    case 'has':
      return Number.POSITIVE_INFINITY;
    case 'list':
      return 1 + least(expression.items);
    case 'map':
      return 1 + least(expression.entries.map(([, value]) => value));
    case 'conditional':
      return least([expression.consequent, expression.alternative]);
    case 'binary':
      // all others give no list
      return expression.operator === '+'
        ? least([expression.left, expression.right])
        : Number.POSITIVE_INFINITY;
    case 'name':
      return compilation.local(expression.name)?.own ?? 0;
    case 'bind': {
      const own = ownLevels(expression.value, compilation);
      return ownLevels(expression.body, compilation.within(expression.variable, true, own).inside);
    }
    case 'comprehension':
      return ownLevelsOfLoop(expression, compilation);
    default:
      return 0;
  }
}

function ownLevelsOfLoop(
  { macro, target, variable, body }: Node<'comprehension'>,
  compilation: Compilation,
): number {
  if (macro === 'filter') return ownLevels(target, compilation);
  if (macro !== 'map') return 0;
  const own = ownLevels(target, compilation) - 1;
  return 1 + ownLevels(body, compilation.within(variable, true, Math.max(own, 0)).inside);
}
