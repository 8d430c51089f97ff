import type { Span } from '../../diagnostics/source-text.ts';
import type { BinaryOperator, Expression, Node } from '../ast.ts';
import { balanceSpan } from './parentheses.ts';
import type { Token } from './tokens.ts';

const RELATIONS: readonly BinaryOperator[] = ['==', '!=', '<', '<=', '>', '>=', 'in'];

/**
 * A binary operation as CEL groups it. Its grammar ranks all relations equally, from left to right; the
 * parser ranks `==` and `!=` below the others and reads `a == b < c` as `a == (b < c)`. A relation on the
 * right that stands in no parentheses is therefore taken apart: `(a == b) < c`.
 */
export function binary(
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
  span: Span,
  tokens: readonly Token[],
): Expression {
  if (!isOpenRelation(right, tokens)) return { kind: 'binary', span, operator, left, right };
  const inner = { start: span.start, end: right.left.span.end };
  return {
    kind: 'binary',
    span,
    operator: right.operator,
    left: binary(operator, left, right.left, balanceSpan(tokens, inner), tokens),
    right: right.right,
  };
}

/** Whether an operand that follows an operator is a relation without parentheses of its own. */
function isOpenRelation(operand: Expression, tokens: readonly Token[]): operand is Node<'binary'> {
  if (operand.kind !== 'binary' || !RELATIONS.includes(operand.operator)) return false;
  const before = tokens.findLast(({ end }) => end <= operand.span.start);
  return before === undefined || before.kind !== 'operator' || before.text !== '(';
}
