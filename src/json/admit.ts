import { describePath, type Path } from './json-path.ts';
import type { JsonRecord, JsonValue } from './json-value.ts';
import { jsonTextSize } from './text-size.ts';

/** What is admitted at most. */
export interface JsonLimits {
  /** Lists and objects inside each other; a plain list or object is one. */
  readonly depth: number;
  /** UTF-8 bytes of the value as JSON text without white space. */
  readonly bytes: number;
}

/** Nested 64 levels, 1 MiB. */
export const JSON_LIMITS: JsonLimits = Object.freeze({ depth: 64, bytes: 1024 * 1024 });

/** A value from outside as a frozen copy, or why there is none. */
export type Admission = { readonly ok: true; readonly value: JsonValue } | Refusal;

/** Why a value from outside is not let in. */
export interface Refusal {
  readonly ok: false;
  /** One line that names the place by its path. */
  readonly message: string;
}

/**
 * Copies a value from outside, if it is plain JSON within limits, and freezes the copy. Every part is
 * read once, so what is checked is what is kept. Never throws, and does no more work than the limits
 * allow, but for listing the keys of one object.
 *
 * Plain JSON: texts, finite numbers, true, false, null, lists without gaps, and objects without a class,
 * by their own enumerable keys. As in `JSON.stringify`, a member that is undefined is absent; in a list
 * it is refused, since nothing could stand in its place. Refused as well: symbols as keys, halves of
 * surrogate pairs (RFC 8785 has no form for them), and integers beyond ±(2^53 - 1), whose last digits
 * were lost when they were parsed. A negative zero becomes zero: JSON's canonical form has one of them.
 *
 * @param name what messages call the whole value
 */
export function admitJson(
  value: unknown,
  limits: JsonLimits = JSON_LIMITS,
  name = 'the value',
): Admission {
  const entrance = new Entrance(limits, name);
  try {
    const copy = entrance.admit(value);
    return copy === undefined
      ? { ok: false, message: entrance.problem }
      : { ok: true, value: copy };
  } catch {
    // a getter or a Proxy threw, whatever it threw
    return { ok: false, message: `${entrance.place} could not be read` };
  }
}

/** One pass over one value. Its methods give `undefined` once there is a problem. */
class Entrance {
  problem = '';
  readonly #limits: JsonLimits;
  readonly #name: string;
  readonly #path: Path = [];
  /** The lists and objects around the present place, to find a value that contains itself. */
  readonly #around: object[] = [];
  #bytesLeft: number;

  constructor(limits: JsonLimits, name: string) {
    this.#limits = limits;
    this.#name = name;
    this.#bytesLeft = limits.bytes;
  }

  get place(): string {
    return describePath(this.#path, this.#name);
  }

  admit(value: unknown): JsonValue | undefined {
    switch (typeof value) {
      case 'string':
        return this.#string(value);
      case 'number':
        return this.#number(value);
      case 'boolean':
        return this.#spend(value ? 4 : 5) ? value : undefined;
      case 'object':
        if (value === null) return this.#spend(4) ? value : undefined;
        return this.#container(value);
      case 'undefined':
        return this.#refuse('is undefined; write null for nothing');
      case 'bigint':
        return this.#refuse('is a bigint, which JSON does not have; write it as text');
      default:
        return this.#refuse(`is a ${typeof value}, which JSON does not have`);
    }
  }

  #string(text: string): string | undefined {
    return this.#spendText(text) ? text : undefined;
  }

  #number(value: number): number | undefined {
    if (!Number.isFinite(value)) return this.#refuse('is not finite');
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER) {
      return this.#refuse('is an integer that has lost digits; write it as text');
    }
    return this.#spend(String(value).length) ? value + 0 : undefined;
  }

  #container(value: object): JsonValue | undefined {
    if (this.#around.includes(value)) return this.#refuse('contains itself');
    if (this.#around.length >= this.#limits.depth) {
      return this.#refuseWhole(`is nested deeper than ${this.#limits.depth} levels`);
    }
    this.#around.push(value);
    const copy = Array.isArray(value) ? this.#list(value) : this.#object(value);
    this.#around.pop();
    return copy;
  }

  #list(list: readonly unknown[]): readonly JsonValue[] | undefined {
    if (Object.getPrototypeOf(list) !== Array.prototype) return this.#refuse('is no plain list');
    const length: unknown = list.length;
    // a Proxy may say any length
    if (typeof length !== 'number' || !(length >= 0)) return this.#refuse('could not be read');
    // brackets and commas; an element takes a byte more at least
    if (!this.#spend(2 + Math.max(0, length - 1), length)) return undefined;
    const keys = Reflect.ownKeys(list);
    if (keys.some((key) => typeof key === 'symbol')) return this.#refuse('has a symbol as a key');
    // one of the keys is `length`
    if (keys.length <= length) return this.#refuse('is a list with gaps; write null for nothing');
    if (keys.length > length + 1) return this.#refuse('is a list with members beside its elements');
    const copy: JsonValue[] = [];
    for (let index = 0; index < length; index += 1) {
      this.#path.push(index);
      const element = this.admit(list[index]);
      if (element === undefined) return undefined;
      copy.push(element);
      this.#path.pop();
    }
    return Object.freeze(copy);
  }

  #object(object: object): JsonRecord | undefined {
    const prototype: unknown = Object.getPrototypeOf(object);
    if (prototype !== Object.prototype && prototype !== null) {
      return this.#refuse('is no plain object; convert it to JSON first');
    }
    const keys = Reflect.ownKeys(object);
    // Members that are absent from the text count too, a byte each: looking at them is work.
    if (!this.#spend(2, keys.length)) return undefined;
    const copy: Record<string, JsonValue> = {};
    let members = 0;
    for (const key of keys) {
      if (typeof key === 'symbol') return this.#refuse('has a symbol as a key');
      this.#path.push(key);
      const value = Object.prototype.propertyIsEnumerable.call(object, key)
        ? Reflect.get(object, key)
        : undefined;
      if (value === undefined) {
        if (!this.#spend(1)) return undefined;
      } else {
        if (!this.#spend(members === 0 ? 1 : 2) || !this.#spendText(key)) return undefined;
        const member = this.admit(value);
        if (member === undefined) return undefined;
        define(copy, key, member);
        members += 1;
      }
      this.#path.pop();
    }
    return Object.freeze(copy);
  }

  #spendText(text: string): boolean {
    if (!this.#spend(0, text.length)) return false;
    const size = jsonTextSize(text);
    if (size !== undefined) return this.#spend(size);
    this.#refuse('holds half of a surrogate pair, which is no character');
    return false;
  }

  /** @param reserve bytes that will be needed at least, beyond those spent now */
  #spend(bytes: number, reserve = 0): boolean {
    this.#bytesLeft -= bytes;
    if (this.#bytesLeft >= reserve) return true;
    this.#refuseWhole(`takes more than ${this.#limits.bytes} bytes as JSON`);
    return false;
  }

  #refuse(problem: string): undefined {
    this.problem = `${this.place} ${problem}`;
  }

  /** For what is wrong with the value as a whole: where it was found says little, and the path is long. */
  #refuseWhole(problem: string): undefined {
    this.problem = `${this.#name} ${problem}`;
  }
}

/** Sets a member that every object inherits, as `__proto__`, as the object's own, as `JSON.parse` does. */
function define(object: Record<string, JsonValue>, key: string, value: JsonValue): void {
  if (key in Object.prototype) {
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else {
    object[key] = value;
  }
}
