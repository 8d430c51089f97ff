import { Problem } from '../fault.ts';
import { fitsInt, fitsUint, Uint } from '../value.ts';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

const OVERFLOW = new Problem('overflow', 'the result does not fit in 64 bits');
const DIVIDE_BY_ZERO = new Problem('divide-by-zero', 'this divides by zero');
const NOT_FINITE = new Problem('not-finite', 'the result is not a finite number');
const NOT_WHOLE = new Problem('no-such-overload', '`%` takes whole numbers');

/** Arithmetic on `int`, within 64 bits; division rounds towards zero. */
export function intArithmetic(
  operator: ArithmeticOperator,
  left: bigint,
  right: bigint,
): bigint | Problem {
  if (right === 0n && (operator === '/' || operator === '%')) return DIVIDE_BY_ZERO;
  const result = exact(operator, left, right);
  return fitsInt(result) ? result : OVERFLOW;
}

/** Arithmetic on `uint`, within 64 bits and never below zero. */
export function uintArithmetic(
  operator: ArithmeticOperator,
  left: Uint,
  right: Uint,
): Uint | Problem {
  if (right.value === 0n && (operator === '/' || operator === '%')) return DIVIDE_BY_ZERO;
  const result = exact(operator, left.value, right.value);
  return fitsUint(result) ? new Uint(result) : OVERFLOW;
}

function exact(operator: ArithmeticOperator, left: bigint, right: bigint): bigint {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
  }
}

/** Arithmetic on `double` as IEEE 754 has it; `%` is exact, and for whole numbers only. */
export function doubleArithmetic(
  operator: ArithmeticOperator,
  left: number,
  right: number,
): number | Problem {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      if (!Number.isInteger(left) || !Number.isInteger(right)) return NOT_WHOLE;
      // adding zero turns -0 into 0: whole numbers have no negative zero
      return right === 0 ? DIVIDE_BY_ZERO : (left % right) + 0;
  }
}

/** The number itself where it is finite, as JSON numbers must be. */
export const finite = (result: number | Problem): number | Problem =>
  typeof result === 'number' && !Number.isFinite(result) ? NOT_FINITE : result;

/** `-int`; the smallest int has no opposite. */
export const negateInt = (value: bigint): bigint | Problem => (fitsInt(-value) ? -value : OVERFLOW);

/**
 * Orders numbers of any two types: negative, zero or positive, NaN where one of them is NaN. Two integers
 * are compared exactly. Beside a double an integer counts as the double next to it, as the official
 * conformance data asks for: 2^63 - 1 equals 2^63 written as a double.
 */
export function compareNumbers(left: number | bigint, right: number | bigint): number {
  if (typeof left !== typeof right) return compareNumbers(Number(left), Number(right));
  if (left < right) return -1;
  if (left > right) return 1;
  return left >= right ? 0 : Number.NaN;
}

/** The number of an int, uint or double; `undefined` for anything else. */
export function numberOf(value: unknown): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  return value instanceof Uint ? value.value : undefined;
}

/** Whether a literal is an int that a double holds exactly. */
export const isSafeInt = (value: unknown): value is bigint =>
  typeof value === 'bigint' &&
  value <= BigInt(Number.MAX_SAFE_INTEGER) &&
  value >= BigInt(Number.MIN_SAFE_INTEGER);
