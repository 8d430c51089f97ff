import type { Node } from '../ast.ts';
import type { Evaluate, Frame } from '../environment.ts';
import { Fault, Problem } from '../fault.ts';
import {
  addDurations,
  addToTimestamp,
  subtractDurations,
  subtractFromTimestamp,
  subtractTimestamps,
} from '../library/time.ts';
import { Duration, Timestamp, Uint } from '../value.ts';
import type { Compilation } from './compilation.ts';
import { NodeFaults } from './node-faults.ts';
import {
  type ArithmeticOperator,
  doubleArithmetic,
  finite,
  intArithmetic,
  isSafeInt,
  negateInt,
  numberOf,
  uintArithmetic,
} from './number.ts';

/** Joining strings or bytes costs a step per so many units. */
const UNITS_PER_STEP = 10;

/** No string or list grows beyond this, whatever the budget. */
const LARGEST = 2 ** 27;

/** `+`, `-`, `*`, `/` and `%`. */
export function compileArithmetic(
  node: Node<'binary'>,
  operator: ArithmeticOperator,
  compilation: Compilation,
): Evaluate {
  const faults = new NodeFaults(node.span);
  const { json } = compilation;
  const left = compilation.compile(node.left);
  const factor = json && compilation.fuses ? doubleLiteral(node.right) : undefined;
  const right = compilation.compile(node.right);
  const slow = (first: unknown, second: unknown, frame: Frame): unknown =>
    calculate(operator, first, second, json, frame, faults);
  if (factor !== undefined) return withNumber(operator, left, factor, right, slow);
  return (frame) => {
    const first = left(frame);
    if (first instanceof Fault) return first;
    return slow(first, right(frame), frame);
  };
}

/** The double that a JSON number would meet in a literal. */
function doubleLiteral(expression: Node<'binary'>['right']): number | undefined {
  if (expression.kind !== 'literal') return undefined;
  const { value } = expression;
  if (typeof value === 'number') return value;
  return isSafeInt(value) ? Number(value) : undefined;
}

/** `operand op number` for the frequent case that the operand is a JSON number. */
function withNumber(
  operator: ArithmeticOperator,
  left: Evaluate,
  number: number,
  right: Evaluate,
  slow: (first: unknown, second: unknown, frame: Frame) => unknown,
): Evaluate {
  return (frame) => {
    const value = left(frame);
    if (typeof value === 'number') {
      const result = doubleArithmetic(operator, value, number);
      if (typeof result === 'number' && Number.isFinite(result)) return result;
    }
    return value instanceof Fault ? value : slow(value, right(frame), frame);
  };
}

/** An operation on two values that are no faults yet. */
function calculate(
  operator: ArithmeticOperator,
  left: unknown,
  right: unknown,
  json: boolean,
  frame: Frame,
  faults: NodeFaults,
): unknown {
  if (right instanceof Fault) return right;
  const result =
    numbers(operator, left, right, json) ??
    (operator === '+' ? join(left, right, frame, faults) : undefined) ??
    times(operator, left, right);
  if (result === undefined) {
    return faults.of('no-such-overload', `\`${operator}\` does not take these values`);
  }
  return result instanceof Problem ? faults.from(result) : result;
}

function numbers(
  operator: ArithmeticOperator,
  left: unknown,
  right: unknown,
  json: boolean,
): unknown {
  if (typeof left === 'bigint' && typeof right === 'bigint') {
    return intArithmetic(operator, left, right);
  }
  if (left instanceof Uint && right instanceof Uint) return uintArithmetic(operator, left, right);
  if (typeof left === 'number' && typeof right === 'number') {
    if (json) return finite(doubleArithmetic(operator, left, right));
    return operator === '%' ? undefined : doubleArithmetic(operator, left, right);
  }
  if (!json || (typeof left !== 'number' && typeof right !== 'number')) return undefined;
  const first = numberOf(left);
  const second = numberOf(right);
  if (first === undefined || second === undefined) return undefined;
  return finite(doubleArithmetic(operator, Number(first), Number(second)));
}

function join(left: unknown, right: unknown, frame: Frame, faults: NodeFaults): unknown {
  if (typeof left === 'string' && typeof right === 'string') {
    const length = left.length + right.length;
    return charge(frame, length / UNITS_PER_STEP, length) ? left + right : faults.budget;
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    const length = left.length + right.length;
    return charge(frame, length, length) ? left.concat(right) : faults.budget;
  }
  if (left instanceof Uint8Array && right instanceof Uint8Array) {
    const length = left.length + right.length;
    if (!charge(frame, length / UNITS_PER_STEP, length)) return faults.budget;
    const bytes = new Uint8Array(length);
    bytes.set(left);
    bytes.set(right, left.length);
    return bytes;
  }
  return undefined;
}

function charge(frame: Frame, steps: number, size: number): boolean {
  frame.steps -= Math.ceil(steps);
  return frame.steps >= 0 && size <= LARGEST;
}

function times(operator: ArithmeticOperator, left: unknown, right: unknown): unknown {
  if (operator === '+') {
    if (left instanceof Duration && right instanceof Duration) return addDurations(left, right);
    if (left instanceof Timestamp && right instanceof Duration) return addToTimestamp(left, right);
    if (left instanceof Duration && right instanceof Timestamp) return addToTimestamp(right, left);
  } else if (operator === '-') {
    if (left instanceof Duration && right instanceof Duration) {
      return subtractDurations(left, right);
    }
    if (left instanceof Timestamp && right instanceof Duration) {
      return subtractFromTimestamp(left, right);
    }
    if (left instanceof Timestamp && right instanceof Timestamp) {
      return subtractTimestamps(left, right);
    }
  }
  return undefined;
}

/** `-operand`. */
export function compileNegate(node: Node<'negate'>, compilation: Compilation): Evaluate {
  const operand = compilation.compile(node.operand);
  const faults = new NodeFaults(node.span);
  return (frame) => {
    const value = operand(frame);
    if (typeof value === 'number') return -value;
    if (value instanceof Fault) return value;
    if (typeof value !== 'bigint') {
      return faults.of('no-such-overload', '`-` takes a number');
    }
    const result = negateInt(value);
    return result instanceof Problem ? faults.from(result) : result;
  };
}
