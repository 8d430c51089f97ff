import type { Span } from '../../diagnostics/source-text.ts';
import type { Expression, Node } from '../ast.ts';
import { children } from '../children.ts';
import type { Token } from './tokens.ts';

/**
 * The first place where brackets, or signs such as `!`, stand more than `most` deep; `undefined` if none
 * does. The parser recurses on both, so this has to be known before it starts.
 */
export function tooDeepBrackets(tokens: readonly Token[], most: number): Span | undefined {
  let brackets = 0;
  let signs = 0;
  for (const { kind, text, start, end } of tokens) {
    const operator = kind === 'operator';
    if (operator && '([{'.includes(text)) brackets += 1;
    else if (operator && ')]}'.includes(text)) brackets -= 1;
    signs = operator && (text === '!' || text === '-') ? signs + 1 : 0;
    if (brackets > most || signs > most) return { start, end };
  }
  return undefined;
}

/** The first loop that stands inside `most` others; `undefined` if none does. */
export function tooDeepLoop(
  expression: Expression,
  most: number,
  depth = 0,
): Node<'comprehension'> | undefined {
  const loop = expression.kind === 'comprehension' && !expression.macro.startsWith('opt');
  if (loop && depth >= most) return expression;
  for (const child of children(expression)) {
    const inside = loop && child !== expression.target;
    const found = tooDeepLoop(child, most, inside ? depth + 1 : depth);
    if (found !== undefined) return found;
  }
  return undefined;
}
