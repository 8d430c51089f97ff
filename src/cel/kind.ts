import type { StaticType } from './environment.ts';
import { CelMap, Duration, type Kind, Optional, Timestamp, TypeValue, Uint } from './value.ts';

/** An object whose own properties are the entries of a CEL map. */
export type PlainObject = { readonly [key: string]: unknown };

/**
 * Whether an object is plain: without prototype, or with one that has none itself, as object literals
 * and `JSON.parse` make them in any realm.
 */
export function isPlainObject(value: object): value is PlainObject {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    prototype === Object.prototype ||
    prototype === null ||
    Object.getPrototypeOf(prototype) === null
  );
}

/** The CEL kind of a value; `undefined` for what CEL has no kind for, a `Fault` included. */
export function kindOf(value: unknown): Kind | undefined {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
      return 'double';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'object':
      return value === null ? 'null_type' : kindOfObject(value);
    default:
      return undefined;
  }
}

function kindOfObject(value: object): Kind | undefined {
  if (Array.isArray(value)) return 'list';
  if (isPlainObject(value)) return 'map';
  if (value instanceof CelMap || value instanceof Map) return 'map';
  if (value instanceof Uint) return 'uint';
  if (value instanceof Timestamp) return 'google.protobuf.Timestamp';
  if (value instanceof Duration) return 'google.protobuf.Duration';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof Optional) return 'optional_type';
  if (value instanceof TypeValue) return 'type';
  return undefined;
}

/** The kinds that arithmetic and order know as numbers. */
export const NUMBER_KINDS: ReadonlySet<StaticType> = new Set(['int', 'uint', 'double']);

/** Every kind, as a type's name in an expression: `type(x) == string`. */
export const KINDS: readonly Kind[] = [
  'null_type',
  'bool',
  'int',
  'uint',
  'double',
  'string',
  'bytes',
  'list',
  'map',
  'google.protobuf.Timestamp',
  'google.protobuf.Duration',
  'type',
  'optional_type',
];
