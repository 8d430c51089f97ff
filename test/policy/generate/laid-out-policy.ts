/** One policy in many layouts: what it says is known, how it is written is random. */
import fc from 'fast-check';
import { quoteForYaml } from '../../../src/policy/document/yaml-traps.ts';

export interface LaidOut {
  readonly text: string;
  /** A pattern of the one block that holds the tool, as the generator was given it. */
  readonly pattern: string;
}

/** Choices that a writer makes again and again, in the order in which they are asked for. */
class Choices {
  readonly #draws: readonly number[];
  #next = 0;

  constructor(draws: readonly number[]) {
    this.#draws = draws;
  }

  one<T>(...options: readonly [T, ...T[]]): T {
    const draw = this.#draws[this.#next % this.#draws.length] ?? 0;
    this.#next += 1;
    return options[draw % options.length] ?? options[0];
  }
}

type Entry = readonly [pattern: string, condition?: string];
type Section = readonly [key: string, value: string | readonly Entry[]];

/**
 * A policy whose rules for a pattern hold a call, and all of whose others are of no concern to it.
 *
 * @param pattern matches the call's tool
 * @param condition holds for the call
 */
export const laidOutPolicy = (pattern: string, condition: string): fc.Arbitrary<LaidOut> =>
  fc.array(fc.nat(59), { minLength: 7, maxLength: 60 }).map((draws) => {
    const choices = new Choices(draws);
    const lineBreak = choices.one('\n', '\r\n');
    const text = new Writer(choices).policy(pattern, condition).join(lineBreak);
    return { text: choices.one(`${text}${lineBreak}`, text), pattern };
  });

class Writer {
  readonly #choices: Choices;
  readonly #step: string;

  constructor(choices: Choices) {
    this.#choices = choices;
    this.#step = choices.one('  ', '    ', '   ');
  }

  policy(pattern: string, condition: string): string[] {
    const other = this.#block([['tools', [['other.tool'], ['another.*', 'param.x == 1']]]]);
    const held = this.#block(this.#heldBlock(pattern, condition));
    const blocks = this.#choices.one([held], [held, other], [other, held], [other, held, other]);
    const lines = [
      ...this.#choices.one([], ['# a policy', ''], ['---'], ['name: orders # ours']),
      ...(blocks.length === 1 && this.#choices.one(true, false)
        ? this.#under('approval', held)
        : this.#list('approval', blocks)),
      ...this.#noise(''),
      ...this.#under(
        'block',
        this.#block([['tools', [['never.*'], ['refuse.*', 'param.x == 2']]]]),
      ),
    ];
    return this.#choices.one(lines, [...lines, '', '# the end']);
  }

  #heldBlock(pattern: string, condition: string): Section[] {
    const entry: Entry = this.#choices.one<Entry>([pattern], [pattern, condition]);
    const tools: Section = [
      'tools',
      this.#choices.one([entry], [['first.tool'], entry], [entry, ['last.tool']]),
    ];
    const covered = this.#choices.one<Section[]>(
      [tools],
      [tools, ['when', condition]],
      [['when', condition], tools],
      [['when', condition]],
    );
    const except = this.#choices.one<Section[]>(
      [],
      [['except', [['excepted.tool']]]],
      [['except', [['excepted.*', 'param.x == "a, b"'], ['excepted.too']]]],
    );
    const rest = this.#choices.one<Section[]>(
      [],
      [['message', 'Ask: first.']],
      [['timeout', '90s']],
    );
    return this.#choices.one(
      [...covered, ...except, ...rest],
      [...rest, ...except, ...covered],
      [...except, ...covered, ...rest],
    );
  }

  /** The lines of a block, without indentation; one line in braces. */
  #block(sections: readonly Section[]): string[] {
    if (this.#choices.one(false, false, false, true)) {
      const inside = sections.map(([key, value]) => `${key}: ${this.#flowValue(value)}`);
      return [`{ ${inside.join(', ')} }`];
    }
    return sections.flatMap(([key, value]) => [
      ...(typeof value === 'string' ? this.#text(key, value) : this.#entries(key, value)),
      ...this.#noise(''),
    ]);
  }

  #text(key: string, value: string): string[] {
    return this.#choices.one(
      [`${key}: ${this.#quoted(value)}`],
      [`${key}: >-`, `${this.#step}${value}`],
      [`${key}: |-`, `${this.#step}${value}`, ''],
    );
  }

  #entries(key: string, entries: readonly Entry[]): string[] {
    if (this.#choices.one(false, true)) {
      const items = entries.map((entry) => this.#flowEntry(entry));
      return this.#choices.one(
        [`${key}: [${items.join(', ')}]${this.#comment()}`],
        [
          `${key}: [`,
          ...items.map((item) => `${this.#step}${item},${this.#comment()}`),
          `${this.#step}]`,
        ],
      );
    }
    const indent = this.#choices.one(this.#step, '');
    const lines = entries.flatMap((entry) => [
      `- ${this.#entry(entry)}${this.#comment()}`,
      ...this.#noise(''),
    ]);
    return [
      `${key}:${this.#comment()}`,
      ...lines.map((line) => (line === '' ? '' : `${indent}${line}`)),
    ];
  }

  #entry([pattern, condition]: Entry): string {
    const key = this.#quoted(pattern);
    return condition === undefined ? key : `${key}: ${this.#quoted(condition)}`;
  }

  #flowEntry([pattern, condition]: Entry): string {
    const key = quotedAlways(pattern);
    if (condition === undefined) return key;
    const pair = `${key}: ${quotedAlways(condition)}`;
    return this.#choices.one(pair, `{ ${pair} }`, `{${pair}}`);
  }

  #flowValue(value: string | readonly Entry[]): string {
    if (typeof value === 'string') return quotedAlways(value);
    return `[${value.map((entry) => this.#flowEntry(entry)).join(this.#choices.one(', ', ','))}]`;
  }

  #quoted(text: string): string {
    const isPlain = /^[a-z][\w.]*(?: [=<>]+ [\w".]+)*$/i.test(text);
    const quoted = quotedAlways(text);
    return isPlain ? this.#choices.one(text, quoted) : quoted;
  }

  /** A block under its key, further in, or behind it where it is in braces. */
  #under(key: string, block: readonly string[]): string[] {
    const [first = ''] = block;
    if (first.startsWith('{')) return [`${key}: ${first}`];
    return [`${key}:`, ...indented(block, this.#step)];
  }

  #list(key: string, blocks: readonly (readonly string[])[]): string[] {
    const indent = this.#choices.one(this.#step, '');
    const mark = this.#choices.one('- ', '-   ');
    const lines = blocks.flatMap(([first = '', ...rest]) => [
      `${mark}${first}`,
      ...indented(rest, ' '.repeat(mark.length)),
    ]);
    return [`${key}:`, ...indented(lines, indent)];
  }

  #comment(): string {
    return this.#choices.one('', '', ' # why', '  ');
  }

  #noise(indent: string): string[] {
    return this.#choices.one<string[]>(
      [],
      [],
      [''],
      [`${indent}# a remark`],
      ['', `${indent}# two`, ''],
    );
  }
}

const indented = (lines: readonly string[], indent: string): string[] =>
  lines.map((line) => (line === '' ? line : `${indent}${line}`));

/** What cannot stand in quotes as it is has escapes. */
const quotedAlways = (text: string): string =>
  /[\p{C}\p{Z}]/u.test(text.replaceAll(' ', '')) ? JSON.stringify(text) : quoteForYaml(text);
