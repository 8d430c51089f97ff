import { compareText } from '../../diagnostics/order.ts';
import { Problem } from '../fault.ts';
import { isPlainObject } from '../kind.ts';
import { CelMap, Duration, Timestamp, TypeValue, Uint } from '../value.ts';
import { bytesToString, doubleToString, stringToBytes, timeToString } from './conversions.ts';
import { formatFixed, formatInteger, formatScientific, MAX_PRECISION } from './number-format.ts';

const BAD_CLAUSE = new Problem(
  'invalid-argument',
  'format has an unknown clause; there are `%s %d %f %e %b %o %x %X %%`',
);
const BAD_PRECISION = new Problem('invalid-argument', 'format asks for more than 100 decimals');
const TOO_FEW = new Problem('index-out-of-range', 'format has more clauses than values');
const WRONG_VALUE = new Problem('invalid-argument', 'format clause does not fit its value');
const TOO_DEEP = new Problem(
  'invalid-argument',
  'value is nested too deeply to be written as text',
);

/** Lists and maps inside each other that `%s` writes. */
const MAX_DEPTH = 64;

const CLAUSE = /%(?:\.(\d*))?(.)?/gsu;

/** `string.format(list)`: the clauses of CEL's string extension, always in the English locale. */
export function format(template: string, values: readonly unknown[]): string | Problem {
  let text = '';
  let done = 0;
  let next = 0;
  for (const clause of template.matchAll(CLAUSE)) {
    text += template.slice(done, clause.index);
    done = clause.index + clause[0].length;
    if (clause[0] === '%%') {
      text += '%';
      continue;
    }
    const verb = clause[2] ?? '';
    const write = CLAUSES.get(verb);
    if (write === undefined) return BAD_CLAUSE;
    const precision = readPrecision(verb, clause[1]);
    if (precision instanceof Problem) return precision;
    if (next >= values.length) return TOO_FEW;
    const written = write(values[next], precision);
    if (written instanceof Problem) return written;
    text += written;
    next += 1;
  }
  return text + template.slice(done);
}

type Clause = (value: unknown, precision: number) => string | Problem;

const CLAUSES: ReadonlyMap<string, Clause> = new Map<string, Clause>([
  ['s', (value) => writeValue(value, 0)],
  ['d', (value) => (isInfiniteOrNaN(value) ? String(value) : writeInteger(value, 10))],
  ['f', (value, precision) => writeNumber(value, precision, formatFixed)],
  ['e', (value, precision) => writeNumber(value, precision, formatScientific)],
  ['b', (value) => writeInteger(typeof value === 'boolean' ? BigInt(value) : value, 2)],
  ['o', (value) => writeInteger(value, 8)],
  ['x', writeHexadecimal],
  ['X', upperCaseHexadecimal],
]);

/** Only `%f` and `%e` have decimals, six of them when nothing is said. */
function readPrecision(verb: string, digits: string | undefined): number | Problem {
  if (digits === undefined) return 6;
  if (digits === '' || (verb !== 'f' && verb !== 'e')) return BAD_CLAUSE;
  const precision = Number(digits);
  return precision > MAX_PRECISION ? BAD_PRECISION : precision;
}

function writeNumber(
  value: unknown,
  precision: number,
  write: (value: number, precision: number) => string,
): string | Problem {
  if (typeof value === 'number') return write(value, precision);
  if (typeof value === 'bigint') return write(Number(value), precision);
  if (value instanceof Uint) return write(Number(value.value), precision);
  return WRONG_VALUE;
}

const writeInteger = (value: unknown, base: 2 | 8 | 10 | 16): string | Problem =>
  formatInteger(value, base) ?? WRONG_VALUE;

const HEXADECIMAL = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function writeHexadecimal(value: unknown): string | Problem {
  const bytes = typeof value === 'string' ? stringToBytes(value) : value;
  if (bytes instanceof Problem) return bytes;
  if (!(bytes instanceof Uint8Array)) return writeInteger(value, 16);
  let text = '';
  for (const byte of bytes) text += HEXADECIMAL[byte];
  return text;
}

function upperCaseHexadecimal(value: unknown): string | Problem {
  const text = writeHexadecimal(value);
  return text instanceof Problem ? text : text.toUpperCase();
}

const isInfiniteOrNaN = (value: unknown): boolean =>
  typeof value === 'number' && !Number.isFinite(value);

/** A value as `%s` shows it: strings bare, also inside lists and maps; maps in the order of their keys' texts. */
function writeValue(value: unknown, depth: number): string | Problem {
  if (depth > MAX_DEPTH) return TOO_DEEP;
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'number':
      return doubleToString(value);
    case 'object':
      return value === null ? 'null' : writeObject(value, depth);
    default:
      return WRONG_VALUE;
  }
}

function writeObject(value: object, depth: number): string | Problem {
  if (Array.isArray(value)) return writeList(value, depth);
  if (value instanceof Uint) return String(value.value);
  if (value instanceof Uint8Array) return bytesToString(value);
  if (value instanceof Timestamp || value instanceof Duration) return timeToString(value);
  if (value instanceof TypeValue) return value.name;
  if (value instanceof CelMap) return writeMap(value.entries(), depth);
  return isPlainObject(value) ? writeMap(Object.entries(value), depth) : WRONG_VALUE;
}

function writeList(list: readonly unknown[], depth: number): string | Problem {
  const items: string[] = [];
  for (const item of list) {
    const text = writeValue(item, depth + 1);
    if (text instanceof Problem) return text;
    items.push(text);
  }
  return `[${items.join(', ')}]`;
}

function writeMap(
  entries: Iterable<readonly [key: unknown, value: unknown]>,
  depth: number,
): string | Problem {
  const written: [key: string, text: string][] = [];
  for (const [key, value] of entries) {
    // a property that is there in name only
    if (value === undefined) continue;
    const name = writeValue(key, depth + 1);
    if (name instanceof Problem) return name;
    const text = writeValue(value, depth + 1);
    if (text instanceof Problem) return text;
    written.push([name, `${name}: ${text}`]);
  }
  written.sort(([left], [right]) => compareText(left, right));
  return `{${written.map(([, text]) => text).join(', ')}}`;
}
