import { CelMap, Duration, Optional, Timestamp, TypeValue, Uint } from '../../../src/cel/value.ts';

/**
 * A value as text that is equal for two values exactly when they are the same by type and value: an int
 * is not a double, NaN is NaN, 0.0 is not -0.0, and the order of a map's entries does not count.
 */
export function canonicalText(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return `int ${value}`;
  if (typeof value === 'number') return `double ${Object.is(value, -0) ? '-0' : value}`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof Uint) return `uint ${value.value}`;
  if (value instanceof Uint8Array) return `bytes ${[...value].join(' ')}`;
  if (value instanceof Timestamp) return `timestamp ${value.seconds}s ${value.nanos}ns`;
  if (value instanceof Duration) return `duration ${value.seconds}s ${value.nanos}ns`;
  if (value instanceof TypeValue) return `type ${value.name}`;
  if (value instanceof Optional) {
    return value.present ? `optional(${canonicalText(value.value)})` : 'optional()';
  }
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(', ')}]`;
  const entries = value instanceof CelMap ? [...value.entries()] : Object.entries(value as object);
  const texts = entries.map(([key, entry]) => `${canonicalText(key)}: ${canonicalText(entry)}`);
  return `{${texts.sort().join(', ')}}`;
}
