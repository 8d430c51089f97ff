import { Problem } from '../fault.ts';
import { isPlainObject } from '../kind.ts';
import { CelMap, Duration, Optional, Timestamp, Uint } from '../value.ts';

const NO_VALUE = new Problem('invalid-argument', 'optional has no value');

/** `optional.of(value)`: present, whatever the value. */
export const optionalOf = (value: unknown): Optional => Optional.of(value);

/** `optional.ofNonZeroValue(value)`: absent for null, false, zeros, and what is empty. */
export const optionalOfNonZero = (value: unknown): Optional =>
  isZero(value) ? Optional.none : Optional.of(value);

/** `optional.none()` */
export const optionalNone = (): Optional => Optional.none;

/** `optional.hasValue()` */
export const hasValue = (optional: Optional): boolean => optional.present;

/** `optional.value()`: a problem when absent. */
export const presentValue = (optional: Optional): unknown =>
  optional.present ? optional.value : NO_VALUE;

function isZero(value: unknown): boolean {
  if (value === null || value === false || value === 0 || value === 0n || value === '') return true;
  if (typeof value !== 'object') return false;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length === 0;
  if (value instanceof Uint) return value.value === 0n;
  if (value instanceof Timestamp || value instanceof Duration) {
    return value.seconds === 0 && value.nanos === 0;
  }
  if (value instanceof Optional) return !value.present;
  if (value instanceof CelMap) return value.size === 0;
  if (!isPlainObject(value)) return false;
  return Object.values(value).every((item) => item === undefined);
}
