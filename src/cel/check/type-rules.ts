import type { BinaryOperator } from '../ast.ts';
import type { StaticType } from '../environment.ts';
import { NUMBER_KINDS } from '../kind.ts';

/** What kinds fit together, before anything runs. `dyn` fits everything. */

const ORDERED: ReadonlySet<StaticType> = new Set([
  'bool',
  'string',
  'bytes',
  'google.protobuf.Timestamp',
  'google.protobuf.Duration',
]);

/** Kinds that can be absent in a typed message, so that comparing one with null has a use. */
const NULLABLE: ReadonlySet<StaticType> = new Set([
  'google.protobuf.Timestamp',
  'google.protobuf.Duration',
]);

export const isNumber = (type: StaticType): boolean => NUMBER_KINDS.has(type);

/** Whether `==` can ever be true. */
export function canEqual(left: StaticType, right: StaticType): boolean {
  if (left === 'dyn' || right === 'dyn' || left === right) return true;
  if (isNumber(left) && isNumber(right)) return true;
  return (
    (left === 'null_type' && NULLABLE.has(right)) || (right === 'null_type' && NULLABLE.has(left))
  );
}

/** Whether `<` and the like can ever give a result. */
export function canOrder(left: StaticType, right: StaticType): boolean {
  if (left === 'dyn') return right === 'dyn' || isNumber(right) || ORDERED.has(right);
  if (right === 'dyn') return isNumber(left) || ORDERED.has(left);
  if (isNumber(left) && isNumber(right)) return true;
  return left === right && ORDERED.has(left);
}

/** Whether a value can be a key of a map. */
export const canBeKey = (type: StaticType, json: boolean): boolean =>
  type === 'dyn' ||
  type === 'string' ||
  type === 'bool' ||
  type === 'int' ||
  type === 'uint' ||
  (json && type === 'double');

const TIMESTAMP = 'google.protobuf.Timestamp';
const DURATION = 'google.protobuf.Duration';

/** Results of `left op right` for kinds other than numbers. */
const SUMS: readonly (readonly [
  operator: BinaryOperator,
  left: StaticType,
  right: StaticType,
  result: StaticType,
])[] = [
  ['+', 'string', 'string', 'string'],
  ['+', 'bytes', 'bytes', 'bytes'],
  ['+', 'list', 'list', 'list'],
  ['+', DURATION, DURATION, DURATION],
  ['+', TIMESTAMP, DURATION, TIMESTAMP],
  ['+', DURATION, TIMESTAMP, TIMESTAMP],
  ['-', DURATION, DURATION, DURATION],
  ['-', TIMESTAMP, DURATION, TIMESTAMP],
  ['-', TIMESTAMP, TIMESTAMP, DURATION],
];

/**
 * What arithmetic gives; `undefined` where it can give nothing. With JSON numbers any two numbers meet
 * as doubles, and `%` takes doubles too.
 */
export function arithmeticResult(
  operator: BinaryOperator,
  left: StaticType,
  right: StaticType,
  json: boolean,
): StaticType | undefined {
  const results = new Set<StaticType>();
  for (const type of NUMBER_KINDS) {
    if (type === 'double' && operator === '%' && !json) continue;
    if (fits(left, type) && fits(right, type)) results.add(type);
  }
  if (
    json &&
    canBeNumber(left) &&
    canBeNumber(right) &&
    (left === 'double' || right === 'double')
  ) {
    results.add('double');
  }
  for (const [sign, first, second, result] of SUMS) {
    if (sign === operator && fits(left, first) && fits(right, second)) results.add(result);
  }
  if (results.size > 1) return 'dyn';
  const [result] = results;
  // what is not known may be a double, and then so is the result
  const mayBeDouble = json && (left === 'dyn' || right === 'dyn');
  return mayBeDouble && (result === 'int' || result === 'uint') ? 'dyn' : result;
}

const fits = (type: StaticType, wanted: StaticType): boolean => type === 'dyn' || type === wanted;

const canBeNumber = (type: StaticType): boolean => type === 'dyn' || isNumber(type);

/** The one kind that two branches share; `dyn` where they differ. */
export function join(left: StaticType, right: StaticType, json: boolean): StaticType {
  if (left === right) return left;
  return json && isNumber(left) && isNumber(right) ? 'double' : 'dyn';
}
