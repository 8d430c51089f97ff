import type { Decision } from './decision.ts';
import type { Explanation } from './explain.ts';

/** Any JSON value. */
type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * A decision or an explanation as JSON has it: the same fields in snake_case.
 * Only the names of fields change, never a value, and no field of a decision is named by a user.
 */
export const toWire = (decision: Decision | Explanation): Json => snakeCase(decision);

function snakeCase(value: unknown): Json {
  if (Array.isArray(value)) return value.map(snakeCase);
  if (typeof value !== 'object' || value === null) return value as Json;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [toSnakeCase(key), snakeCase(part)]),
  );
}

const toSnakeCase = (key: string): string =>
  key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
