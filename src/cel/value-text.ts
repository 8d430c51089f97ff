import { type AnyMap, mapGet, mapKeys } from './compile/map-access.ts';
import { Fault } from './fault.ts';
import { kindOf } from './kind.ts';
import { doubleToString, timeToString } from './library/conversions.ts';
import { Duration, Optional, Timestamp, TypeValue, Uint } from './value.ts';

/** Lists and maps inside each other that are written out. */
const DEEPEST = 16;

/** UTF-16 units of a text when nothing is said. */
const LONGEST = 1000;

/**
 * A value as CEL literal text, for traces and messages: `"a"`, `[1, 2]`, `{"a": 1}`,
 * `timestamp("...")`. A whole double is written without a point. What is longer than `maxLength` is cut
 * and ends in `...`; what is no value of CEL is written in words.
 */
export function formatValue(value: unknown, maxLength = LONGEST): string {
  const writer = new Writer(maxLength, true, asItIs);
  writer.write(value, 0);
  return writer.text;
}

/**
 * A value as people read it in a sentence: a string as it is, a whole double without a point, times as
 * CEL's `string` gives them, lists and maps like JSON. `undefined` for what is no value, a fault included;
 * the fault that `read` gives for something that is written.
 */
export function stringify(
  value: unknown,
  maxLength = LONGEST,
  read: ReadPart = asItIs,
): string | Fault | undefined {
  if (kindOf(value) === undefined) return undefined;
  if (typeof value === 'string') return cut(value, maxLength);
  const writer = new Writer(maxLength, false, read);
  writer.write(value, 0);
  return writer.fault ?? writer.text;
}

/** Gives what a list or map holds, or a fault in its place; `depth` is 1 for what the value itself holds. */
type ReadPart = (part: unknown, depth: number) => unknown;

const asItIs: ReadPart = (part) => part;

/** Collects text until it is long enough, so that no value takes longer to write than it may be long. */
class Writer {
  readonly #most: number;
  /** Whether times and the like are written as calls, and faults in words. */
  readonly #literal: boolean;
  readonly #read: ReadPart;
  #text = '';
  #fault: Fault | undefined;

  constructor(most: number, literal: boolean, read: ReadPart) {
    this.#most = most;
    this.#literal = literal;
    this.#read = read;
  }

  /** The first fault among what was read; a literal text has it in its words instead. */
  get fault(): Fault | undefined {
    return this.#fault;
  }

  get text(): string {
    return cut(this.#text, this.#most);
  }

  write(value: unknown, depth: number): void {
    if (this.#full) return;
    switch (typeof value) {
      case 'string':
        this.#add(JSON.stringify(value.slice(0, this.#most + 1)));
        return;
      case 'number':
        this.#add(doubleToString(value));
        return;
      case 'boolean':
      case 'bigint':
        this.#add(String(value));
        return;
      case 'object':
        if (value === null) this.#add('null');
        else this.#writeObject(value, depth);
        return;
      default:
        this.#add('(not a value)');
    }
  }

  get #full(): boolean {
    return this.#fault !== undefined || this.#text.length > this.#most;
  }

  #writePart(part: unknown, depth: number): void {
    const read = this.#read(part, depth);
    if (read instanceof Fault && !this.#literal) this.#fault = read;
    else this.write(read, depth);
  }

  #add(text: string): void {
    this.#text += text;
  }

  #writeObject(value: object, depth: number): void {
    if (value instanceof Uint) this.#add(this.#literal ? `${value.value}u` : String(value.value));
    else if (value instanceof TypeValue) this.#add(value.name);
    else if (value instanceof Fault) this.#add(`(error: ${value.message})`);
    else if (value instanceof Timestamp) this.#writeTime('timestamp', value);
    else if (value instanceof Duration) this.#writeTime('duration', value);
    else if (value instanceof Uint8Array) this.#writeBytes(value);
    else if (value instanceof Optional) this.#writeOptional(value, depth);
    else if (depth > DEEPEST) this.#add('...');
    else if (Array.isArray(value)) this.#writeList(value, depth);
    else if (kindOf(value) === 'map') this.#writeMap(value as AnyMap, depth);
    else this.#add('(not a value)');
  }

  #writeTime(name: 'timestamp' | 'duration', value: Timestamp | Duration): void {
    const text = timeToString(value);
    this.#add(this.#literal ? `${name}("${text}")` : text);
  }

  #writeBytes(bytes: Uint8Array): void {
    let text = '';
    for (const byte of bytes.subarray(0, this.#most)) {
      const plain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c;
      text += plain ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
    }
    this.#add(`b"${text}"`);
  }

  #writeOptional(optional: Optional, depth: number): void {
    if (!optional.present) {
      this.#add('optional.none()');
      return;
    }
    this.#add('optional.of(');
    this.write(optional.value, depth + 1);
    this.#add(')');
  }

  #writeList(list: readonly unknown[], depth: number): void {
    this.#add('[');
    for (let index = 0; index < list.length && !this.#full; index += 1) {
      if (index > 0) this.#add(', ');
      this.#writePart(list[index], depth + 1);
    }
    this.#add(']');
  }

  #writeMap(map: AnyMap, depth: number): void {
    this.#add('{');
    let first = true;
    for (const key of mapKeys(map)) {
      if (this.#full) break;
      if (!first) this.#add(', ');
      first = false;
      this.write(key, depth + 1);
      this.#add(': ');
      this.#writePart(mapGet(map, key), depth + 1);
    }
    this.#add('}');
  }
}

/** Never cuts a character in half. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = Math.max(most - 3, 0);
  const half = /[\ud800-\udbff]/.test(text.charAt(end - 1)) ? 1 : 0;
  return `${text.slice(0, end - half)}...`;
}
