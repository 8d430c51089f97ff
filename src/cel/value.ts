/**
 * The values of CEL in JavaScript:
 *
 * | CEL | JavaScript |
 * |---|---|
 * | null, bool, string | the same |
 * | double | `number` |
 * | int | `bigint`, always within 64 bits |
 * | uint | `Uint` |
 * | bytes | `Uint8Array` |
 * | list | array |
 * | map | a plain object (its own enumerable string keys), or `CelMap` |
 * | timestamp, duration | `Timestamp`, `Duration` |
 * | type, optional | `TypeValue`, `Optional` |
 *
 * Strings are sequences of code points: sizes and indexes count code points, not UTF-16 units.
 */
export type Kind =
  | 'null_type'
  | 'bool'
  | 'int'
  | 'uint'
  | 'double'
  | 'string'
  | 'bytes'
  | 'list'
  | 'map'
  | 'google.protobuf.Timestamp'
  | 'google.protobuf.Duration'
  | 'type'
  | 'optional_type';

/** Whether an integer is one that an `int` can be: within 64 bits. */
export const fitsInt = (value: bigint): boolean => BigInt.asIntN(64, value) === value;

/** Whether an integer is one that a `uint` can be: within 64 bits, and not below zero. */
export const fitsUint = (value: bigint): boolean => BigInt.asUintN(64, value) === value;

/** An unsigned 64-bit integer. */
export class Uint {
  readonly value: bigint;

  constructor(value: bigint) {
    this.value = value;
  }

  toString(): string {
    return `${this.value}u`;
  }
}

/** A point in time: whole seconds since the Unix epoch, and nanoseconds 0..999,999,999 after them. */
export class Timestamp {
  readonly seconds: number;
  readonly nanos: number;

  constructor(seconds: number, nanos: number) {
    this.seconds = seconds;
    this.nanos = nanos;
  }
}

/** A length of time: seconds and nanoseconds of the same sign. */
export class Duration {
  readonly seconds: number;
  readonly nanos: number;

  constructor(seconds: number, nanos: number) {
    this.seconds = seconds;
    this.nanos = nanos;
  }
}

/** A type as a value, as `type(1)` gives it. */
export class TypeValue {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A value that may be absent, as `map.?key` gives it. */
export class Optional {
  static readonly none: Optional = new Optional(undefined);
  readonly #value: unknown;

  private constructor(value: unknown) {
    this.#value = value;
  }

  static of(value: unknown): Optional {
    return new Optional(value);
  }

  get present(): boolean {
    return this !== Optional.none;
  }

  /** The value; `undefined` when there is none. */
  get value(): unknown {
    return this.#value;
  }
}

/** A map literal's value: keys are bool, int, uint or string, and numbers that are equal are one key. */
export class CelMap {
  readonly #entries = new Map<unknown, readonly [key: unknown, value: unknown]>();

  get size(): number {
    return this.#entries.size;
  }

  /** False when the key was there already. */
  add(key: unknown, value: unknown): boolean {
    const identity = identityOf(key);
    if (this.#entries.has(identity)) return false;
    this.#entries.set(identity, [key, value]);
    return true;
  }

  has(key: unknown): boolean {
    return this.#entries.has(identityOf(key));
  }

  /** The value of a key; `undefined` when absent. */
  get(key: unknown): unknown {
    return this.#entries.get(identityOf(key))?.[1];
  }

  entries(): IterableIterator<readonly [key: unknown, value: unknown]> {
    return this.#entries.values();
  }
}

/** Equal numbers are one key, whatever their types: an integral double and a uint stand for their int. */
function identityOf(key: unknown): unknown {
  if (key instanceof Uint) return key.value;
  if (typeof key === 'number' && Number.isInteger(key)) return BigInt(key);
  return key;
}
