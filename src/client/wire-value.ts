import { isObject, type JsonObject } from '../policy/call.ts';
import { NoAnswerError } from './no-answer-error.ts';

/** Reads a value of an answer, or throws. */
export type Reader<T> = (value: unknown, place: string) => T;

/** An answer that is not what was asked for says nothing: it is never taken for permission. */
export const unexpected = (place: string): NoAnswerError =>
  new NoAnswerError(new Error(`the server's answer is not understood: \`${place}\` is wrong`), {
    wasAnswered: true,
    mayPass: false,
    retryAfterMs: 0,
  });

/** An object, of which the fields that are known are read one by one. */
export class Fields {
  readonly #object: JsonObject;
  readonly #place: string;

  /** @throws NoAnswerError for what is no object */
  constructor(value: unknown, place: string) {
    if (!isObject(value)) throw unexpected(place);
    this.#object = value;
    this.#place = place;
  }

  /** @throws NoAnswerError where `read` does */
  get<T>(name: string, read: Reader<T>): T {
    const value = Object.hasOwn(this.#object, name) ? this.#object[name] : undefined;
    return read(value, `${this.#place}.${name}`);
  }

  /** The same for a field that may be left out: an object with it, under a name of ours, or without. */
  optional<K extends string, T>(name: string, read: Reader<T>, as: K): { readonly [P in K]?: T } {
    const value = Object.hasOwn(this.#object, name) ? this.#object[name] : undefined;
    if (value === undefined) return {};
    const field: { [P in K]?: T } = {};
    field[as] = read(value, `${this.#place}.${name}`);
    return field;
  }
}

export const text: Reader<string> = (value, place) => {
  if (typeof value !== 'string') throw unexpected(place);
  return value;
};

export const flag: Reader<boolean> = (value, place) => {
  if (typeof value !== 'boolean') throw unexpected(place);
  return value;
};

export const number: Reader<number> = (value, place) => {
  if (typeof value !== 'number') throw unexpected(place);
  return value;
};

/** Milliseconds since the Unix epoch, of an ISO 8601 time. */
export const time: Reader<number> = (value, place) => {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) throw unexpected(place);
  return at;
};

export const oneOf =
  <const T extends string | boolean>(...values: readonly T[]): Reader<T> =>
  (value, place) => {
    const found = values.find((one) => one === value);
    if (found === undefined) throw unexpected(place);
    return found;
  };

export const orNull =
  <T>(read: Reader<T>): Reader<T | null> =>
  (value, place) =>
    value === null ? null : read(value, place);

export const listOf =
  <T>(read: Reader<T>): Reader<readonly T[]> =>
  (value, place) => {
    if (!Array.isArray(value)) throw unexpected(place);
    return value.map((one: unknown, index) => read(one, `${place}[${index}]`));
  };

/** The value that is asked for, and no other one: an answer about something else is none. */
export function expectSame(value: unknown, expected: unknown, place: string): void {
  if (value !== expected) throw unexpected(place);
}
