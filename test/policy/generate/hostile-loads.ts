/** Policy files made to exhaust whoever reads them, each with what must come of it. */

import type { DiagnosticCode } from '../../../src/diagnostics/code.ts';
import type { CompileOptions, PolicySource } from '../../../src/engine.ts';

export interface HostileLoad {
  readonly what: string;
  readonly text: () => string | readonly PolicySource[];
  readonly options?: () => CompileOptions;
  /** The code of an error that must be among the diagnostics; absent where the policy is sound. */
  readonly code?: DiagnosticCode;
}

const MIB = 2 ** 20;

const large = <T>(length: number, item: (at: number) => T): T[] =>
  Array.from({ length }, (_, at) => item(at));

const lines = (count: number, line: (at: number) => string): string =>
  large(count, line).join('\n');

const when = (condition: string): string => `block: { when: ${JSON.stringify(condition)} }\n`;

const entries = (count: number, entry: (at: number) => string): string =>
  `approval:\n  tools:\n${lines(count, (at) => `    - ${entry(at)}`)}\n`;

/** A repeated unit up to a size in bytes. */
const filled = (unit: string, size: number, before = ''): string =>
  before + unit.repeat(Math.floor((size - before.length) / new TextEncoder().encode(unit).length));

const refused = (what: string, code: DiagnosticCode, text: HostileLoad['text']): HostileLoad => ({
  what,
  text,
  code,
});

const sound = (what: string, text: HostileLoad['text']): HostileLoad => ({ what, text });

const laughs = lines(30, (at) =>
  at === 0
    ? 'a0: &a0 [x, x, x, x, x, x, x, x, x]'
    : `a${at}: &a${at} [*a${at - 1}, *a${at - 1}, *a${at - 1}, *a${at - 1}]`,
);

export const HOSTILE_LOADS: readonly HostileLoad[] = [
  // conditions
  refused('10,000 parentheses', 'condition/too-long', () =>
    when(`${'('.repeat(10_000)}true${')'.repeat(10_000)}`),
  ),
  refused('2,000 parentheses', 'condition/too-deep', () =>
    when(`${'('.repeat(2_000)}true${')'.repeat(2_000)}`),
  ),
  refused('a chain of 100,000 terms', 'condition/too-long', () =>
    when(Array.from({ length: 100_000 }, () => 'param.a').join('||')),
  ),
  sound('a chain of 450 terms', () =>
    when(Array.from({ length: 450 }, () => 'param.a').join('||')),
  ),
  refused('2,000 times `!`', 'condition/too-deep', () => when(`${'!'.repeat(2_000)}param.a`)),
  refused('2,000 times `-`', 'condition/too-deep', () => when(`${'-'.repeat(2_000)}param.a == 1`)),
  refused('2,000 additions', 'condition/too-deep', () => when(`${'1+'.repeat(2_000)}1 == 1`)),
  refused('1,300 selections', 'condition/too-deep', () => when(`param${'.a'.repeat(1_300)}`)),
  refused('370 conditionals', 'condition/too-deep', () =>
    when(`${'true?'.repeat(370)}true${':false'.repeat(370)}`),
  ),
  refused('four loops inside each other', 'condition/too-deep', () =>
    when('param.a.all(a, a.all(b, b.all(c, c.all(d, d))))'),
  ),
  refused('a literal list of 1,000 lists', 'condition/too-deep', () =>
    when(`${'['.repeat(1_000)}${']'.repeat(1_000)} == []`),
  ),
  refused('the number 1e400', 'condition/invalid-literal', () => when('param.a > 1e400')),
  refused('the number 2^64', 'condition/invalid-literal', () =>
    when('param.a > 18446744073709551616'),
  ),
  refused('a number of 4,000 digits', 'condition/invalid-literal', () =>
    when(`param.a > ${'9'.repeat(4_000)}`),
  ),
  refused('a pattern that repeats repeats', 'condition/invalid-pattern', () =>
    when('param.a.matches("((((a{0,100}){0,100}){0,100}){0,100}){0,100}")'),
  ),
  refused('a pattern that looks back', 'condition/invalid-pattern', () =>
    when('param.a.matches("(a)\\\\1")'),
  ),
  sound('a pattern of 30 groups inside each other', () =>
    when(`param.a.matches("${'(a?'.repeat(30)}${')'.repeat(30)}")`),
  ),
  sound('900 characters of catastrophic pattern', () =>
    when(`param.a.matches("${'(a*)*'.repeat(180)}")`),
  ),
  refused('a pattern of 3,000 characters', 'condition/invalid-pattern', () =>
    when(`param.a.matches("${'(a*)*'.repeat(600)}")`),
  ),

  // YAML
  refused('one byte over 1 MiB', 'file/too-large', () => `#${'x'.repeat(MIB)}`),
  refused(
    'one MiB of two-byte characters and one more',
    'file/too-large',
    () => `#${'é'.repeat(MIB / 2)}`,
  ),
  refused('10 MiB of text', 'file/too-large', () => 'block: '.repeat(1_500_000)),
  refused('an alias bomb', 'yaml/alias-limit', () => `${laughs}\nblock: { tools: *a29 }\n`),
  refused('an alias of what it stands in', 'yaml/alias-limit', () => 'block: &a { tools: [*a] }\n'),
  refused('24,000 keys', 'yaml/key-limit', () => lines(24_000, (at) => `k${at}: 1`)),
  refused('19,000 unknown keys', 'policy/unknown-key', () => lines(19_000, (at) => `k${at}: 1`)),
  refused('19,000 equal keys', 'yaml/duplicate-key', () => lines(19_000, () => 'mode: enforce')),
  refused('19,000 wrong entries', 'policy/quote-condition', () => entries(19_000, () => '1')),
  refused('60,000 items', 'yaml/key-limit', () => entries(60_000, (at) => `a${at}`)),
  refused(
    '5,000 flow lists inside each other',
    'yaml/depth-limit',
    () => `block: { tools: ${'['.repeat(5_000)}${']'.repeat(5_000)} }`,
  ),
  refused(
    '5,000 flow maps inside each other',
    'yaml/depth-limit',
    () => `block: ${'{a: '.repeat(5_000)}1${'}'.repeat(5_000)}`,
  ),
  refused(
    '5,000 block lists inside each other',
    'yaml/depth-limit',
    () => `block:\n  ${'- '.repeat(5_000)}a`,
  ),
  refused('1,000 block maps inside each other', 'yaml/depth-limit', () =>
    lines(1_000, (at) => `${' '.repeat(at)}a:`),
  ),
  refused('500,000 opened lists', 'yaml/depth-limit', () => '['.repeat(500_000)),
  refused(
    'keys named __proto__',
    'policy/unknown-key',
    () =>
      '__proto__: { polluted: true }\nconstructor: { prototype: { polluted: true } }\nblock: { tools: [a], __proto__: { message: x } }\n',
  ),
  sound(
    'a tool named __proto__',
    () => 'block: { tools: ["__proto__", { "constructor": param.a == 1 }] }\n',
  ),
  refused(
    '20,000 anchors',
    'policy/unknown-key',
    () => `x:\n${lines(20_000, (at) => `  - &a${at} x`)}`,
  ),
  refused(
    'a timeout of 1e400',
    'policy/wrong-type',
    () => 'approval: { tools: [a], timeout: 1e400 }\n',
  ),
  refused(
    'a quorum of 2^53+1',
    'policy/out-of-range',
    () => 'approval: { tools: [a], quorum: 9007199254740993 }\n',
  ),
  refused(
    'a quorum of 400 digits',
    'policy/wrong-type',
    () => `approval: { tools: [a], quorum: ${'9'.repeat(400)} }\n`,
  ),
  refused(
    'a message of 1 MB',
    'policy/invalid-value',
    () => `block: { tools: [a], message: ${'x'.repeat(1_000_000)} }\n`,
  ),
  refused(
    'a message with 1,300 unclosed holes',
    'condition/syntax',
    () => `block: { tools: [a], message: "${'{{ '.repeat(1_300)}" }\n`,
  ),
  refused('a pattern of 600 stars', 'policy/invalid-value', () =>
    entries(1, () => `"${'*'.repeat(600)}"`),
  ),
  refused(
    'a second document',
    'yaml/multiple-documents',
    () => `block: { tools: [a] }\n${'---\n'.repeat(200_000)}`,
  ),

  // size that is allowed
  sound('12,000 rules with a condition each', () =>
    entries(12_000, (at) => `t${at}: param.amount > ${at} && param.currency != "EUR"`),
  ),
  sound('19,000 patterns that begin alike', () => entries(19_000, (at) => `"*_${at}"`)),
  sound('2,000 patterns of 250 stars', () => entries(2_000, (at) => `"${'*a'.repeat(245)}${at}"`)),
  sound('250 conditions of 4 KiB', () =>
    entries(250, (at) => `a: ${large(200, (n) => `param.a${n} == ${at}`).join(' || ')}`),
  ),
  sound('2,000 files', () =>
    Array.from({ length: 2_000 }, (_, at) => ({
      name: `${at}.yaml`,
      text: 'block: { tools: [a] }\n',
    })),
  ),
  {
    what: 'a catalog of 100,000 lists inside each other',
    text: () => 'catalog: tools.json\nblock: { tools: [a] }\n',
    options: () => ({
      catalogs: [{ name: 'tools.json', text: `${'['.repeat(100_000)}${']'.repeat(100_000)}` }],
    }),
    code: 'catalog/invalid',
  },
  {
    what: 'a catalog of schemas 20,000 levels deep',
    text: () => 'catalog: tools.json\nblock: { tools: [{ a: param.x.x.x.x == 1 }] }\n',
    options: () => ({
      catalogs: [
        {
          name: 'tools.json',
          text: `{"a":${'{"type":"object","properties":{"x":'.repeat(20_000)}{}${'}}'.repeat(20_000)}}`,
        },
      ],
    }),
  },
];

/** What a file of the same thing makes of a YAML reader; every one is wrong somehow, or says nothing. */
export const REPEATED_YAML: readonly string[] = [
  '[',
  ']',
  '{',
  '}',
  '[]',
  '{}',
  ': ',
  ':\n',
  '? ',
  '?\n',
  '- ',
  '-\n',
  ',',
  '&a ',
  '*a ',
  '&a\n',
  '*a\n',
  '!',
  '! ',
  '!!str ',
  '!<a> ',
  '|\n',
  '>\n',
  '"',
  "'",
  '"\\',
  '"\\x',
  '%',
  '%a\n',
  '%YAML 1.2\n',
  '---\n',
  '...\n',
  '--- ',
  '\t',
  '\t\n',
  '\n',
  '\r',
  '\r\n',
  '\0',
  '\ufeff',
  '\ud800',
  '\u2028',
  '\u{1f680}',
  '@',
  '`',
  '#',
  ' #',
  '# \n',
  'a',
  'a ',
  'a: ',
  'a:\n',
  ' a\n',
  'a: b\n',
  'a: a: ',
  '- a\n',
  '- a: b\n',
  '[a, ',
  '{a: ',
  '{a, ',
  '"a": ',
  '"a"\n',
  "'a'\n",
  '<<: *a\n',
  '? a\n: b\n',
  'a: |\n x\n',
  'a: "\n',
  '&a [*a, ',
  '&a {*a : ',
  '0',
  '0: ',
  '~\n',
  '-\t',
  '- - ',
  '? ? ',
  ': : ',
];

export const repeatedYaml = (unit: string, size: number): string => filled(unit, size);

/** The same inside a policy, where more of it is looked at. */
export const repeatedInPolicy = (unit: string, size: number): string =>
  filled(unit, size, 'block:\n  tools:\n    - a\n    - ');

/** What a condition of the same thing throughout makes of a parser. */
export const REPEATED_CEL: readonly string[] = [
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '()',
  '[]',
  '{}',
  '!',
  '-',
  '!-',
  '- -',
  '.',
  '..',
  'a.',
  '.a',
  'a',
  'a ',
  '1',
  '1 ',
  '1.',
  '.1',
  '1e',
  '0x',
  '0xf',
  '1u',
  '"',
  "'",
  '"""',
  '\\',
  '"\\',
  'r"',
  'b"',
  "b'\\x",
  '"a"',
  '"a" ',
  '&&',
  '||',
  '&',
  '|',
  '?',
  ':',
  '?:',
  'a?',
  'a?b:',
  '+',
  '1+',
  '*',
  '/',
  '%',
  '==',
  '=',
  '<',
  '>=',
  'in',
  'in ',
  'a in ',
  ',',
  ';',
  '//',
  '/*',
  '\n',
  '\t',
  '\0',
  '\u00e9',
  '\u{1f680}',
  'a(',
  'a()',
  'a[',
  'a[0]',
  'a{',
  '{a:',
  '[a,',
  '{1:',
  'param.a(',
  '.?a',
  '[?',
  '{?',
  'has(',
  'size(',
  'cel.bind(a,',
  'a.all(a,',
  'a.map(',
  'param.a.all(a,a) && ',
  '!param.a||',
  '(1)',
  '((1)+',
  '[1]+',
  'true?',
  'null ',
  'true ',
  '`',
  '`a`',
  '@',
  '#',
  '$',
  'not ',
  'and ',
  'a = ',
];

/** The unit to the length of a condition, cut there. */
export const repeatedCel = (unit: string): string =>
  unit.repeat(Math.ceil(4_096 / unit.length)).slice(0, 4_096);
