import { ARGUMENTS, type Shape, STRINGS, UNUSUAL_KEYS } from './argument-generator.ts';
import type { Grammar, Target } from './grammar.ts';
import type { Random } from './random.ts';

/** What to write. */
export interface Style {
  /** Later grammars add to earlier ones. */
  readonly grammars: readonly Grammar[];
  /**
   * For conditions over JSON numbers alone, how `{whole}` is written: `3` or `3.0`. No other number is
   * written then.
   */
  readonly whole?: 'int' | 'double';
  /** How often an expression of another type stands where one is expected. */
  readonly wrongType: number;
}

/** Writes a random expression over `param`; the same choices and another `whole` change nothing else. */
export function expressionFrom(random: Random, style: Style): string {
  const writer = new Writer(random, style);
  const target = random.chance(0.7) ? 'boolean' : writer.target();
  return writer.write(target, 1 + random.below(4));
}

const LITERALS: Readonly<Record<Target, readonly string[]>> = {
  boolean: ['true', 'false'],
  int: [
    '0',
    '1',
    '2',
    '3',
    '10',
    '1000',
    '-1',
    '-3',
    '0x1F',
    '9007199254740993',
    '9223372036854775807',
  ],
  uint: ['0u', '1u', '2u', '7u', '1000u', '18446744073709551615u'],
  number: ['0.0', '1.0', '1.5', '-2.25', '1000.0', '1e3', '1e300', '-0.0'],
  string: STRINGS.map((text) => JSON.stringify(text)),
  bytes: ['b""', 'b"abc"', 'b"\\x00\\xff"'],
  time: ['timestamp("2024-02-29T12:30:45Z")', 'timestamp("1969-12-31T23:59:59.5Z")'],
  wait: ['duration("90s")', 'duration("-1h30m")', 'duration("1.5s")'],
  list: ['[]', '[1, 2, 3]', '["a", "gold"]', '[1.5, 2.0]', '[null]'],
  map: ['{}', '{"tier": "gold"}', '{1: "a", 2: "b"}', '{"a": 1, "b": 2.0}'],
  type: ['int', 'uint', 'double', 'string', 'bool', 'list', 'map', 'null_type', 'bytes', 'type'],
  anything: ['null', 'true', '1', '1u', '1.0', '"a"', '[1]', '{"a": 1}'],
};

const PATTERNS = [
  'a',
  '^a',
  'old$',
  '[0-9]+',
  '(?i)GOLD',
  '\\\\d\\\\.\\\\d',
  '.',
  'a|b',
  '^[^a]*$',
];

/** The fields that may stand for a target; a JSON number is never an int, and a JSON string never a time. */
function fits(shape: Shape, target: Target): boolean {
  if (target === 'anything') return true;
  if (target === 'list') return Array.isArray(shape);
  if (target === 'map') return typeof shape === 'object' && !Array.isArray(shape);
  return shape === target;
}

const PATHS = [...pathsOf('param', ARGUMENTS)];

const TARGETS: readonly Target[] = Object.keys(LITERALS) as Target[];

/** A variable of a macro, and the shape of what it runs over where that is a list of the arguments. */
interface Local {
  readonly name: string;
  readonly shape: Shape | undefined;
}

const PLACEHOLDER = /\{(field )?([a-z]+)(@x)?\}/g;

class Writer {
  readonly #random: Random;
  readonly #style: Style;
  readonly #scope: Local[] = [];

  constructor(random: Random, style: Style) {
    this.#random = random;
    this.#style = style;
  }

  target(): Target {
    return this.#random.pick(TARGETS.filter((target) => this.#forms(target).length > 0));
  }

  write(wanted: Target, depth: number): string {
    const random = this.#random;
    const target = random.chance(this.#style.wrongType) ? random.pick(TARGETS) : wanted;
    const forms = this.#forms(target);
    const local = this.#scope.length > 0 && random.chance(0.4);
    if (depth <= 0 || local) return this.#leaf(target);
    if (target === 'anything' && random.chance(0.8)) return this.write(this.target(), depth - 1);
    if (forms.length === 0) return this.#leaf(target);
    const variable = `v${this.#scope.length}`;
    let range = '';
    return random.pick(forms).replace(PLACEHOLDER, (_, field, name: string, bound) => {
      if (field !== undefined) return this.#field(name as Target);
      if (name === 'x') return variable;
      if (name === 'key') return random.pick([...Object.keys(ARGUMENTS), 'missing']);
      if (name === 'pattern') return `"${random.pick(PATTERNS)}"`;
      if (name === 'few') return random.pick(['-1', '0', '1', '2']);
      if (name === 'whole') return this.#whole();
      if (bound !== undefined) this.#scope.push({ name: variable, shape: elementShape(range) });
      const text = this.write(name as Target, depth - 1);
      if (bound !== undefined) this.#scope.pop();
      else range = text;
      const grouped = this.#style.whole !== undefined || random.chance(0.9);
      return grouped && /[^\w."]/.test(text) ? `(${text})` : text;
    });
  }

  #forms(target: Target): readonly string[] {
    return this.#style.grammars.flatMap((grammar) => grammar[target] ?? []);
  }

  #leaf(target: Target): string {
    const random = this.#random;
    if (this.#scope.length > 0 && random.chance(0.7)) {
      const local = localText(random, random.pick(this.#scope), target);
      if (local !== undefined) return local;
    }
    const literals = LITERALS[target];
    if (!PATHS.some(({ shape }) => fits(shape, target))) return random.pick(literals);
    const literal = this.#style.whole === undefined || target === 'boolean' || target === 'string';
    return literal && random.chance(0.4) ? random.pick(literals) : this.#field(target);
  }

  #whole(): string {
    const digits = this.#random.pick(['0', '1', '2', '3', '10', '1000', '-1', '-3']);
    return this.#style.whole === 'double' ? `${digits}.0` : digits;
  }

  /** A field that usually holds `target`, now and then another, a missing one, or one of an odd name. */
  #field(target: Target): string {
    const random = this.#random;
    const choice = random.next();
    if (choice < 0.02) return `${random.pick(PATHS).path}.missing`;
    if (choice < 0.04)
      return `param.${random.pick(['constructor', '__proto__', 'toString', 'size'])}`;
    if (choice < 0.06) return `param[${JSON.stringify(random.pick(UNUSUAL_KEYS))}]`;
    const fitting = choice < 0.09 ? [] : PATHS.filter(({ shape }) => fits(shape, target));
    return random.pick(fitting.length === 0 ? PATHS : fitting).path;
  }
}

/** The variable, or a field of it, for `target`; `undefined` where its shape holds nothing of the kind. */
function localText(random: Random, { name, shape }: Local, target: Target): string | undefined {
  if (shape === undefined || random.chance(0.1)) {
    return random.chance(0.8) ? name : `${name}.${random.pick(['sku', 'price', 'tier'])}`;
  }
  if (fits(shape, target)) return name;
  if (typeof shape !== 'object') return undefined;
  const fitting = Object.keys(shape).filter((field) =>
    fits((shape as Readonly<Record<string, Shape>>)[field] ?? 'mixed', target),
  );
  return fitting.length === 0 ? undefined : `${name}.${random.pick(fitting)}`;
}

function elementShape(range: string): Shape | undefined {
  const shape = PATHS.find(({ path }) => path === range)?.shape;
  return Array.isArray(shape) ? (shape as readonly [Shape])[0] : undefined;
}

function* pathsOf(
  prefix: string,
  fields: Readonly<Record<string, Shape>>,
): Iterable<{ readonly path: string; readonly shape: Shape }> {
  for (const [field, shape] of Object.entries(fields)) {
    const path = `${prefix}.${field}`;
    yield { path, shape };
    if (typeof shape === 'object' && !Array.isArray(shape)) {
      yield* pathsOf(path, shape as Readonly<Record<string, Shape>>);
    }
  }
}
