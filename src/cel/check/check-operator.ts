import type { Expression, Node } from '../ast.ts';
import type { StaticType } from '../environment.ts';
import * as mistakes from './check-mistakes.ts';
import type { Checking } from './checking.ts';
import { arithmeticResult, canEqual, canOrder, isNumber } from './type-rules.ts';

type Operation = Node<'and' | 'or' | 'not' | 'negate' | 'binary'>;

/** The type of an operator's result. */
export function operatorType(node: Operation, checking: Checking): StaticType {
  switch (node.kind) {
    case 'and':
    case 'or':
      for (const operand of node.operands) {
        checking.wantsBoolean(operand, node.kind === 'and' ? '&&' : '||');
      }
      return 'bool';
    case 'not':
      checking.wantsBoolean(node.operand, '!');
      return 'bool';
    case 'negate':
      return negateType(node.operand, checking);
    case 'binary':
      return binaryType(node, checking);
  }
}

function negateType(operand: Expression, checking: Checking): StaticType {
  const type = checking.typeOf(operand);
  if (type === 'int' || type === 'double' || type === 'dyn') return type;
  return checking.report(
    mistakes.wrongOperand(operand.span, '-', checking.nameOf(type), 'an int or a double'),
  );
}

function binaryType(node: Node<'binary'>, checking: Checking): StaticType {
  const { operator } = node;
  const left = checking.typeOf(node.left);
  const right = checking.typeOf(node.right);
  switch (operator) {
    case '==':
    case '!=':
      if (!canEqual(left, right)) {
        const [first, second] = [checking.nameOf(left), checking.nameOf(right)];
        checking.report(mistakes.neverEqual(node.span, first, second, conversion(left, right)));
      }
      return 'bool';
    case '<':
    case '<=':
    case '>':
    case '>=':
      if (!canOrder(left, right)) mismatch(node, left, right, checking);
      return 'bool';
    case 'in':
      return membershipType(node, right, checking);
    default:
      return (
        arithmeticResult(operator, left, right, checking.json) ??
        mismatch(node, left, right, checking)
      );
  }
}

function membershipType(
  node: Node<'binary'>,
  container: StaticType,
  checking: Checking,
): StaticType {
  if (container !== 'list' && container !== 'map' && container !== 'dyn') {
    const given = checking.nameOf(container);
    checking.report(
      container === 'string'
        ? mistakes.wrongOperands(node.span, 'in', 'a value', given, 'write text.contains(part)')
        : mistakes.wrongOperand(node.right.span, 'in', given, 'a list or a map'),
    );
  }
  return 'bool';
}

function mismatch(
  node: Node<'binary'>,
  left: StaticType,
  right: StaticType,
  checking: Checking,
): 'dyn' {
  const [first, second] = [checking.nameOf(left), checking.nameOf(right)];
  return checking.report(
    mistakes.wrongOperands(node.span, node.operator, first, second, conversion(left, right)),
  );
}

/** How to make two kinds meet, where there is one way that is nearly always meant. */
function conversion(left: StaticType, right: StaticType): string | undefined {
  const types = [left, right];
  if (types.includes('optional_type')) return 'take its value with .orValue(...)';
  if (types.every(isNumber)) return 'convert one of them, as in double(value)';
  if (types.includes('string') && types.some(isNumber)) {
    return 'convert one of them, as in string(value) or int(text)';
  }
  if (types.includes('string') && types.includes('google.protobuf.Timestamp')) {
    return 'convert the text, as in timestamp("2030-01-31T00:00:00Z")';
  }
  if (types.includes('string') && types.includes('google.protobuf.Duration')) {
    return 'convert the text, as in duration("90s")';
  }
  return undefined;
}
