import { Problem } from '../fault.ts';
import { Duration, fitsInt, fitsUint, type Timestamp, Uint } from '../value.ts';
import { isWellFormed } from './code-points.ts';
import { formatDuration } from './duration.ts';
import { formatTimestamp } from './timestamp.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

const INT_RANGE = new Problem('overflow', 'number is outside the range of int');
const UINT_RANGE = new Problem('overflow', 'number is outside the range of uint');
const DOUBLE_RANGE = new Problem('overflow', 'number is outside the range of double');
const NOT_AN_INT = new Problem('invalid-argument', 'text is not a whole decimal number');
const NOT_A_UINT = new Problem(
  'invalid-argument',
  'text is not a whole decimal number without sign',
);
const NOT_A_DOUBLE = new Problem('invalid-argument', 'text is not a decimal number');
const NOT_A_BOOL = new Problem('invalid-argument', 'text is neither `true` nor `false`');
const NOT_UTF8 = new Problem('invalid-argument', 'bytes are not valid UTF-8');
const NOT_UNICODE = new Problem('invalid-argument', 'text holds half of a surrogate pair');

/** Digits of the largest uint; leading zeros do not count. */
const MAX_DIGITS = 20;

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** `int(uint)` */
export const uintToInt = (value: Uint): bigint | Problem =>
  fitsInt(value.value) ? value.value : INT_RANGE;

/**
 * `int(double)`: rounded towards zero. Both ends of the range are refused: a double cannot tell the
 * largest int from the next number, and the official suite wants the smallest refused as well.
 */
export function doubleToInt(value: number): bigint | Problem {
  const whole = Math.trunc(value);
  return whole > -(2 ** 63) && whole < 2 ** 63 ? BigInt(whole) : INT_RANGE;
}

/** `int(string)`: decimal digits with an optional sign. */
export function stringToInt(text: string): bigint | Problem {
  const digits = /^[+-]?0*(\d*)$/.exec(text)?.[1];
  if (digits === undefined || !/\d$/.test(text)) return NOT_AN_INT;
  if (digits.length > MAX_DIGITS) return INT_RANGE;
  const size = BigInt(digits === '' ? '0' : digits);
  const value = text.startsWith('-') ? -size : size;
  return fitsInt(value) ? value : INT_RANGE;
}

/** `int(timestamp)`: whole seconds since the Unix epoch. */
export const timestampToInt = (value: Timestamp): bigint => BigInt(value.seconds);

/** `uint(int)` */
export const intToUint = (value: bigint): Uint | Problem =>
  value < 0n ? UINT_RANGE : new Uint(value);

/** `uint(double)`: rounded towards zero; nothing below zero, were it -0.5. */
export const doubleToUint = (value: number): Uint | Problem =>
  value >= 0 && value < 2 ** 64 ? new Uint(BigInt(Math.trunc(value))) : UINT_RANGE;

/** `uint(string)`: decimal digits, no sign. */
export function stringToUint(text: string): Uint | Problem {
  const digits = /^0*(\d*)$/.exec(text)?.[1];
  if (digits === undefined || text === '') return NOT_A_UINT;
  if (digits.length > MAX_DIGITS) return UINT_RANGE;
  const value = BigInt(digits === '' ? '0' : digits);
  return fitsUint(value) ? new Uint(value) : UINT_RANGE;
}

/** `double(int)`, to the nearest. */
export const intToDouble = (value: bigint): number => Number(value);

/** `double(uint)`, to the nearest. */
export const uintToDouble = (value: Uint): number => Number(value.value);

/** `double(string)`: a decimal number, or `NaN`, `Inf`, `Infinity` in any case, the latter two with an optional sign. */
export function stringToDouble(text: string): number | Problem {
  if (DECIMAL.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : DOUBLE_RANGE;
  }
  if (text.length > '+Infinity'.length) return NOT_A_DOUBLE;
  switch (text.toLowerCase()) {
    case 'nan':
      return Number.NaN;
    case 'inf':
    case '+inf':
    case 'infinity':
    case '+infinity':
      return Number.POSITIVE_INFINITY;
    case '-inf':
    case '-infinity':
      return Number.NEGATIVE_INFINITY;
    default:
      return NOT_A_DOUBLE;
  }
}

/** `bool(string)`: the spellings of the official suite. */
export function stringToBool(text: string): boolean | Problem {
  switch (text) {
    case 'true':
    case 'True':
    case 'TRUE':
    case 't':
    case '1':
      return true;
    case 'false':
    case 'False':
    case 'FALSE':
    case 'f':
    case '0':
      return false;
    default:
      return NOT_A_BOOL;
  }
}

/** `bytes(string)`: UTF-8. Half of a surrogate pair, which JSON can carry, has no such form. */
export const stringToBytes = (text: string): Uint8Array | Problem =>
  isWellFormed(text) ? encodeUtf8(text) : NOT_UNICODE;

/** `string(bytes)`: the bytes must be valid UTF-8. */
export const bytesToString = (bytes: Uint8Array): string | Problem => decodeUtf8(bytes) ?? NOT_UTF8;

/** `string(double)`: the shortest text that reads back as the same number, as in `1290`, `1e+21`, `-0`, `NaN`. */
export const doubleToString = (value: number): string =>
  Object.is(value, -0) ? '-0' : String(value);

/** `string(bool)` and `string(int)`. */
export const scalarToString = (value: boolean | bigint): string => String(value);

/** `string(uint)`: without the suffix of the literal. */
export const uintToString = (value: Uint): string => String(value.value);

/** `string(timestamp)` and `string(duration)`. */
export const timeToString = (value: Timestamp | Duration): string =>
  value instanceof Duration ? formatDuration(value) : formatTimestamp(value);
