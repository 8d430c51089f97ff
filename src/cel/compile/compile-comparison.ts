import type { BinaryOperator, Expression, Node } from '../ast.ts';
import type { Evaluate, Frame } from '../environment.ts';
import { Fault } from '../fault.ts';
import type { Compilation } from './compilation.ts';
import { Equality } from './equality.ts';
import { NodeFaults } from './node-faults.ts';
import { isSafeInt } from './number.ts';
import { compareNumber, comparePrimary } from './number-comparison.ts';
import { order } from './ordering.ts';
import { ownLevels } from './own-levels.ts';
import {
  type PrimaryPath,
  primaryPath,
  readGuarded,
  readPath,
  type VariableField,
  variableField,
} from './primary-path.ts';
import { sizeOperand } from './size-operand.ts';

type Comparison = Extract<BinaryOperator, '==' | '!=' | '<' | '<=' | '>' | '>='>;

/** The same comparison with its sides exchanged. */
const MIRRORED: Readonly<Record<Comparison, Comparison>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/** A comparison; one closure for it and its operand where the other side is a literal. */
export function compileComparison(
  node: Node<'binary'>,
  operator: Comparison,
  compilation: Compilation,
): Evaluate {
  if (compilation.fuses) {
    const fused =
      withLiteral(node, node.left, operator, node.right, compilation) ??
      withLiteral(node, node.right, MIRRORED[operator], node.left, compilation);
    if (fused !== undefined) return fused;
  }
  const left = compilation.compile(node.left);
  const right = compilation.compile(node.right);
  const compare = comparer(node, operator, compilation);
  return (frame) => {
    const first = left(frame);
    if (first instanceof Fault) return first;
    const second = right(frame);
    return second instanceof Fault ? second : compare(first, second, frame);
  };
}

type Compare = (left: unknown, right: unknown, frame: Frame) => unknown;

/** Any comparison of two values that are no faults. */
function comparer(node: Node<'binary'>, operator: Comparison, compilation: Compilation): Compare {
  const faults = new NodeFaults(node.span);
  if (operator === '==' || operator === '!=') {
    const equality = new Equality(compilation.admit, faults, {
      left: ownLevels(node.left, compilation),
      right: ownLevels(node.right, compilation),
    });
    if (operator === '==') return (left, right, frame) => equality.equal(left, right, frame);
    return (left, right, frame) => {
      const same = equality.equal(left, right, frame);
      return typeof same === 'boolean' ? !same : same;
    };
  }
  const holds = ORDERS[operator];
  return (left, right, frame) => {
    const compared = order(left, right, frame, faults, compilation.json);
    return typeof compared === 'number' ? holds(compared) : compared;
  };
}

/** NaN, for values of which neither comes first, fulfils none. */
const ORDERS: Readonly<Record<'<' | '<=' | '>' | '>=', (compared: number) => boolean>> = {
  '<': (compared) => compared < 0,
  '<=': (compared) => compared <= 0,
  '>': (compared) => compared > 0,
  '>=': (compared) => compared >= 0,
};

/** One closure for `operand op literal`; `undefined` where the other side is no scalar literal. */
function withLiteral(
  node: Node<'binary'>,
  operand: Expression,
  operator: Comparison,
  literal: Expression,
  compilation: Compilation,
): Evaluate | undefined {
  if (literal.kind !== 'literal') return undefined;
  const { value } = literal;
  const compare = comparer(node, operator, compilation);
  const number = typeof value === 'number' ? value : isSafeInt(value) ? Number(value) : undefined;
  if (number !== undefined) {
    const size = sizeOperand(operand, compilation);
    if (size !== undefined) {
      const slow: Evaluate = (frame) => applied(size(frame), value, frame, compare);
      return compareNumber(operator, size, number, slow);
    }
    const read = compilation.compile(operand);
    const slow: Evaluate = (frame) => applied(read(frame), value, frame, compare);
    const path = primaryPath(operand, compilation);
    return path === undefined
      ? compareNumber(operator, read, number, slow)
      : comparePrimary(operator, path, number, slow);
  }
  if (operator !== '==' && operator !== '!=') return undefined;
  if (typeof value !== 'string' && typeof value !== 'boolean' && value !== null) return undefined;
  const wanted = operator === '==';
  const slow = sameAs(compilation.compile(operand), value, wanted);
  const path = primaryPath(operand, compilation);
  if (path !== undefined) return primarySameAs(path, value, wanted, slow);
  const variable = variableField(operand, compilation);
  return variable === undefined ? slow : fieldSameAs(variable, value, wanted, slow);
}

function applied(left: unknown, right: unknown, frame: Frame, compare: Compare): unknown {
  return left instanceof Fault ? left : compare(left, right, frame);
}

/** Nothing but the literal itself equals a string, a boolean or null. */
function sameAs(read: Evaluate, literal: string | boolean | null, wanted: boolean): Evaluate {
  return (frame) => {
    const value = read(frame);
    if (value === literal) return wanted;
    return value instanceof Fault ? value : !wanted;
  };
}

/** The same for a field of a variable: one closure reads and compares. */
function fieldSameAs(
  { read, field, guarded }: VariableField,
  literal: string | boolean | null,
  wanted: boolean,
  slow: Evaluate,
): Evaluate {
  if (guarded) {
    return (frame) => {
      const value = readGuarded(read(frame), field);
      if (value === literal) return wanted;
      return typeof value === 'string' ? !wanted : slow(frame);
    };
  }
  return (frame) => {
    const object = read(frame);
    const value =
      typeof object === 'object' && object !== null
        ? (object as Frame['primary'])[field]
        : undefined;
    if (value === literal) return wanted;
    return typeof value === 'string' ? !wanted : slow(frame);
  };
}

/** The same for a path of the primary variable: one closure reads and compares. */
function primarySameAs(
  path: PrimaryPath,
  literal: string | boolean | null,
  wanted: boolean,
  slow: Evaluate,
): Evaluate {
  const { direct, field } = path;
  return (frame) => {
    const value = direct ? frame.primary[field] : readPath(frame, path);
    if (value === literal) return wanted;
    return typeof value === 'string' ? !wanted : slow(frame);
  };
}
