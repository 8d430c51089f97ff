import { canonicalJson } from '../json/canonical.ts';
import type { JsonValue } from '../json/json-value.ts';
import { isPlainlyCanonical } from './canonical-scan.ts';

/** Arguments are nested 64 levels at most, and an event puts few around them. */
const MAX_DEPTH = 128;

/**
 * Whether a text is its own canonical form (RFC 8785). Refused is any other text: broken JSON, white
 * space, keys out of order or twice, a number or character written otherwise, halves of surrogate pairs
 * that are not escaped, or more than 128 levels. Never throws.
 */
export function isCanonical(text: string): boolean {
  if (isPlainlyCanonical(text, MAX_DEPTH)) return true;
  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch {
    return false;
  }
  // The built-in writes what RFC 8785 wants, and much faster, but for the order of the keys: those that
  // look like numbers come first in JavaScript, whatever their order in the text.
  if (isSorted(value, MAX_DEPTH)) return JSON.stringify(value) === text;
  return isShallow(value, MAX_DEPTH) && canonicalJson(value) === text;
}

/** Whether JavaScript lists the keys of all objects in the order of their UTF-16 code units, and none is too deep. */
function isSorted(value: JsonValue, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  if (Array.isArray(value)) return value.every((part) => isSorted(part, depth - 1));
  let last: string | undefined;
  const record = value as { readonly [key: string]: JsonValue };
  // what JSON.parse makes inherits nothing that is listed; much faster than a list of keys
  for (const key in record) {
    if (last !== undefined && last >= key) return false;
    last = key;
    const part = record[key];
    if (typeof part === 'object' && !isSorted(part, depth - 1)) return false;
  }
  return true;
}

/** Guards what recurses after it: a million brackets are parsed without a stack, and written with one. */
function isShallow(value: JsonValue, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((part) => isShallow(part, depth - 1));
}
