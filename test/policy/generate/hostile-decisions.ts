/** Calls made to exhaust whoever decides them, each with what must come of it. */

import type { DiagnosticCode } from '../../../src/diagnostics/code.ts';
import type { Call, Decided, PolicySource } from '../../../src/engine.ts';

export interface HostileDecision {
  readonly what: string;
  readonly policy: string | (() => string | readonly PolicySource[]);
  readonly call: () => Call;
  readonly decision: Decided;
  /** The code of the first error; absent where the decision is bounded and without error. */
  readonly code?: DiagnosticCode;
}

const MB = 1_000_000;

/** About as many as fit into a megabyte of JSON. */
const KEYS = 100_000;

const gate = (condition: string): string => `approval: { when: ${JSON.stringify(condition)} }\n`;

const calling = (param: () => Record<string, unknown>) => (): Call => ({
  tool: 't',
  param: param(),
});

/** A condition that must end in an error, with the arguments it reads. */
const errs = (
  what: string,
  condition: string,
  param: () => Record<string, unknown>,
  code: DiagnosticCode = 'condition/budget',
): HostileDecision => ({
  what,
  policy: gate(condition),
  call: calling(param),
  decision: 'require_approval',
  code,
});

/** A condition that is decided although the arguments are large. */
const tells = (
  what: string,
  condition: string,
  param: () => Record<string, unknown>,
  decision: Decided,
): HostileDecision => ({ what, policy: gate(condition), call: calling(param), decision });

const large = <T>(length: number, item: (at: number) => T): T[] =>
  Array.from({ length }, (_, at) => item(at));

const manyKeys = (count: number) => Object.fromEntries(large(count, (at) => [`k${at}`, at]));

function deep(levels: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = wrap(value);
  return value;
}

const megabyte = () => ({ s: 'a'.repeat(MB), u: 'b'.repeat(MB), n: 500_000 });

/** Every function that reads a string, called on one of a megabyte. */
const STRING_FUNCTIONS: readonly string[] = [
  'param.s.contains(param.u)',
  'param.s.startsWith(param.s)',
  'param.s.endsWith(param.s)',
  'param.s.charAt(param.n) == ""',
  'param.s.indexOf(param.u) == 0',
  'param.s.lastIndexOf(param.u) == 0',
  'param.s.indexOf("b", param.n) == 0',
  'param.s.substring(param.n) == ""',
  'param.s.substring(1, param.n) == ""',
  'param.s.lowerAscii() == ""',
  'param.s.upperAscii() == ""',
  'param.s.trim() == ""',
  'param.s.reverse() == ""',
  'param.s.replace("a", param.u) == ""',
  'param.s.replace("", param.u) == ""',
  'param.s.split("") == []',
  'param.s.split("a") == []',
  '[param.s, param.u].join(param.s) == ""',
  '"%s".format([param.s]) == ""',
  '"%s".format([[param.s, param.u]]) == ""',
  'param.s.format([1]) == ""',
  'strings.quote(param.s) == ""',
  'size(param.s) == 1',
  'param.s.size() == 1',
  'param.s.matches("^(a+)+$")',
  'param.s.matches("(.*)(.*)(.*)(.*)b")',
  'glob(param.s, "*b*")',
  'glob(param.s, param.s)',
  'host(param.s) == ""',
  'within(param.s, "/a")',
  'within("/a", param.s)',
  'bytes(param.s) == b""',
  'string(bytes(param.s)) == ""',
  'param.s == param.s + ""',
  'param.s < param.s + "b"',
  'param.s + param.u == param.u',
  'param.s in [param.u, param.s]',
  'int(param.s) == 1',
  'uint(param.s) == 1u',
  'double(param.s) == 1.0',
  'bool(param.s)',
  'timestamp(param.s) == now',
  'duration(param.s) == duration("1s")',
  'now.getHours(param.s) == 1',
  '{param.s: 1}[param.s] == 1',
  '{"a": 1}[param.s] == 1',
  'param[param.s] == 1',
];

/** Doubles what it is given at each of ten levels, thrice. */
const doubling = (start: string, end: string): string => {
  const names = [...'abcdefghij'];
  const binds = names.map((name, at) => {
    const before = at === 0 ? start : names[at - 1];
    return `cel.bind(${name}, ${Array.from({ length: 8 }, () => before).join(' + ')}, `;
  });
  return `${binds.join('')}${end}${')'.repeat(names.length)}`;
};

/** Compares every place of the text with all of the needle, in a search that does not remember. */
const needle = () => ({
  s: 'a'.repeat(MB / 2),
  u: `b${'a'.repeat(MB / 4)}`,
  v: `${'a'.repeat(MB / 4)}b`,
});

const rules = (count: number, entry: (at: number) => string): string =>
  `approval:\n  tools:\n${large(count, (at) => `    - ${entry(at)}`).join('\n')}\n`;

export const HOSTILE_DECISIONS: readonly HostileDecision[] = [
  // regular expressions
  errs('(a+)+$ on a megabyte', 'param.s.matches("^(a+)+$")', () => ({ s: `${'a'.repeat(MB)}!` })),
  tells(
    '(a+)+$ on 30 characters',
    'param.s.matches("^(a+)+$")',
    () => ({ s: `${'a'.repeat(30)}!` }),
    'allow',
  ),
  tells(
    '(a|a)*(a|aa)+$ on 5,000 characters',
    'param.s.matches("^(a|a)*(a|aa)+$")',
    () => ({ s: `${'a'.repeat(5_000)}!` }),
    'allow',
  ),
  tells(
    '(.*){3}x on 5,000 characters',
    'param.s.matches("(.*)(.*)(.*)x$")',
    () => ({ s: 'a'.repeat(5_000) }),
    'allow',
  ),
  errs('a large pattern on 50,000 characters', 'param.s.matches("(a{0,30}){0,30}b")', () => ({
    s: 'a'.repeat(50_000),
  })),
  tells(
    'a large pattern on 500 characters',
    'param.s.matches("(a{0,30}){0,30}b")',
    () => ({ s: 'a'.repeat(500) }),
    'allow',
  ),

  // loops
  errs(
    'three loops over 1,000 items',
    'param.l.all(a, param.l.all(b, param.l.all(c, a + b + c >= 0)))',
    () => ({ l: large(1_000, Number) }),
  ),
  errs('a loop over a million items', 'param.l.all(a, a >= 0)', () => ({ l: large(MB, Number) })),
  errs('a loop over 100,000 keys', 'param.m.all(k, k != "")', () => ({ m: manyKeys(KEYS) })),
  errs(
    'lists of lists of lists',
    'param.l.map(a, param.l.map(b, param.l.map(c, param.l))) == []',
    () => ({ l: large(1_000, Number) }),
  ),
  errs('a long string in a loop', 'param.l.map(a, param.s + param.s) == []', () => ({
    l: large(1_000, Number),
    s: 'a'.repeat(MB),
  })),
  errs('doubling a string', doubling('param.s', 'j != ""'), () => ({ s: 'abcdefgh' })),
  errs('doubling a list', doubling('param.l', 'j != []'), () => ({ l: [1, 2, 3, 4, 5, 6, 7, 8] })),
  errs('exists_one over a million items', 'param.l.exists_one(a, a == 1)', () => ({
    l: large(MB, Number),
  })),

  // large containers
  errs('a search in a million items', 'param.x in param.l', () => ({
    x: -1,
    l: large(MB, Number),
  })),
  errs('comparing a million items', 'param.l == param.m', () => ({
    l: large(MB, Number),
    m: large(MB, Number),
  })),
  errs('comparing 100,000 keys', 'param.l == param.m', () => ({
    l: manyKeys(KEYS),
    m: manyKeys(KEYS),
  })),
  tells('counting 100,000 keys', 'size(param.m) == 1', () => ({ m: manyKeys(KEYS) }), 'allow'),
  tells(
    'one of 100,000 keys',
    '"k99999" in param.m && param.m.k1 == 1',
    () => ({ m: manyKeys(KEYS) }),
    'require_approval',
  ),
  tells('one of 100,000 arguments', 'param.k77 == 77', () => manyKeys(KEYS), 'require_approval'),
  tells(
    'the size of a million items',
    'size(param.l) > 10',
    () => ({ l: large(MB, Number) }),
    'require_approval',
  ),
  tells(
    'an item of ten million that are not there',
    'param.l[5] == 1',
    () => ({ l: Object.assign(new Array(10_000_000), { 5: 1 }) }),
    'require_approval',
  ),
  errs('joining a million strings', 'param.l.join("") == ""', () => ({ l: large(MB, String) })),
  errs('formatting a million values', '"%s".format([param.l]) == ""', () => ({
    l: large(MB, Number),
  })),
  {
    what: '100,000 attributes',
    policy: gate('attrs["k5"] == 1'),
    call: () => ({ tool: 't', attrs: manyKeys(KEYS) }),
    decision: 'require_approval',
    code: 'condition/budget',
  },

  // depth
  ...(['a', 'l'] as const).flatMap((kind): HostileDecision[] => {
    const value = () => deep(100_000, (inner) => (kind === 'a' ? { a: inner } : [inner]));
    const shape = kind === 'a' ? 'maps' : 'lists';
    return [
      errs(`comparing 100,000 ${shape} inside each other`, 'param.x == param.y', () => ({
        x: value(),
        y: value(),
      })),
      errs(`finding 100,000 ${shape} inside each other`, 'param.x in [param.y]', () => ({
        x: value(),
        y: value(),
      })),
      errs(`formatting 100,000 ${shape} inside each other`, '"%s".format([param.x]) == ""', () => ({
        x: value(),
      })),
      {
        what: `100,000 ${shape} inside each other in a message`,
        policy: 'approval: { tools: [t], message: "{{ param.x }} {{ param }}" }\n',
        call: calling(() => ({ x: value() })),
        decision: 'require_approval',
      },
      tells(
        `a field of 100,000 ${shape} inside each other`,
        'has(param.x) && param.n == 1',
        () => ({ x: value(), n: 1 }),
        'require_approval',
      ),
    ];
  }),

  // numbers
  errs('1e400', 'param.n > 1', () => JSON.parse('{"n": 1e400}'), 'condition/unsafe-number'),
  errs('-1e400', 'param.n > 1', () => JSON.parse('{"n": -1e400}'), 'condition/unsafe-number'),
  errs(
    '2^53+1',
    'param.n > 1',
    () => JSON.parse('{"n": 9007199254740993}'),
    'condition/unsafe-number',
  ),
  errs(
    '2^53+1 in a list',
    'param.l == [1]',
    () => JSON.parse('{"l": [9007199254740993]}'),
    'condition/unsafe-number',
  ),
  errs(
    '2^53+1 in a map, found by a loop',
    'param.m.exists(k, param.m[k] == 1)',
    () => JSON.parse('{"m": {"a": 9007199254740993}}'),
    'condition/unsafe-number',
  ),
  errs(
    'a number too large to multiply',
    'param.n * 1e308 > 1.0',
    () => ({ n: 9e15 }),
    'condition/not-finite',
  ),
  tells(
    '2^53+1 that nothing reads',
    'param.a == 1',
    () => JSON.parse('{"n": 9007199254740993, "a": 1}'),
    'require_approval',
  ),

  // strings
  ...STRING_FUNCTIONS.map(
    (condition): HostileDecision => ({
      what: `a megabyte in ${condition}`,
      policy: `default: require_approval\n${gate(condition)}`,
      call: calling(megabyte),
      decision: 'require_approval',
    }),
  ),
  ...[
    'param.s.contains(param.u)',
    'param.s.indexOf(param.u) >= 0',
    'param.s.lastIndexOf(param.v) >= 0',
    'param.s.replace(param.u, "") == ""',
    'param.s.split(param.u) == []',
    'glob(param.s, "*" + param.v)',
    'glob(param.s, "*" + param.v + "*")',
  ].map(
    (condition): HostileDecision => ({
      what: `a needle that is nearly everywhere in ${condition}`,
      policy: `default: require_approval\n${gate(condition)}`,
      call: calling(needle),
      decision: 'require_approval',
    }),
  ),

  // names
  {
    what: 'a tool name of 1 MB',
    policy: gate('true'),
    call: () => ({ tool: 'x'.repeat(MB) }),
    decision: 'block',
    code: 'call/malformed',
  },
  {
    what: 'a tool name of 1,025 characters',
    policy: gate('true'),
    call: () => ({ tool: 'x'.repeat(1_025) }),
    decision: 'block',
    code: 'call/malformed',
  },
  {
    what: 'an agent id of 10 MB against a glob of 250 stars',
    policy: `agents: ["${'*a'.repeat(250)}b"]\ndefault: block\n`,
    call: () => ({ tool: 't', agent: { id: 'a'.repeat(10 * MB) } }),
    decision: 'block',
    code: 'call/malformed',
  },
  {
    what: 'an agent id of 1,024 characters against globs that compare much',
    policy: `agents: [${large(20, (at) => `"*${'a'.repeat(480)}?${at}"`).join(', ')}]\ndefault: block\n`,
    call: () => ({ tool: 't', agent: { id: 'a'.repeat(1_024) } }),
    decision: 'allow',
  },
  {
    what: 'a tool name against 20 patterns that compare much',
    policy: () => rules(20, (at) => `"*${'a'.repeat(480)}?${at}"`),
    call: () => ({ tool: 'a'.repeat(1_024) }),
    decision: 'allow',
  },
  {
    what: 'a tool name against 10,000 patterns that compare much',
    policy: () => rules(10_000, (at) => `"*${'a'.repeat(60)}?b${at}*"`),
    call: () => ({ tool: `${'a'.repeat(1_000)}c0123456789` }),
    decision: 'allow',
  },
  {
    what: 'an agent id against 2,000 documents with globs that compare much',
    policy: () =>
      large(2_000, (at) => ({
        name: `${at}.yaml`,
        text: `agents: ["*${'a'.repeat(60)}?b${at}*"]\ndefault: block\n`,
      })),
    call: () => ({ tool: 't', agent: { id: `${'a'.repeat(1_000)}c0123456789` } }),
    decision: 'allow',
  },
  {
    what: 'a tool name against 2,000 patterns of 245 stars',
    policy: () => rules(2_000, (at) => `"${'*a'.repeat(245)}${at}"`),
    call: () => ({ tool: 'a'.repeat(1_024) }),
    decision: 'allow',
  },

  // many rules
  {
    what: '10,000 conditions on one tool',
    policy: () => rules(10_000, (at) => `t: param.n == ${at}`),
    call: calling(() => ({ n: 9_999 })),
    decision: 'require_approval',
  },
  {
    what: '10,000 conditions that err',
    policy: () => rules(10_000, (at) => `t: param.m${at} == 1`),
    call: calling(() => ({})),
    decision: 'require_approval',
    code: 'condition/no-such-field',
  },
  {
    what: '10,000 conditions that read a megabyte each',
    policy: () => rules(10_000, (at) => `t: param.s.contains("b${at}")`),
    call: calling(() => ({ s: 'a'.repeat(MB) })),
    decision: 'require_approval',
    code: 'condition/budget',
  },
  {
    what: '2,000 files of unknown scope',
    policy: () =>
      large(2_000, (at) => ({
        name: `${at}.yaml`,
        text: `agents: [a${at}]\ndefault: block\nallow: { tools: [x] }\n`,
      })),
    call: () => ({ tool: 't' }),
    decision: 'block',
    code: 'call/agent-unknown',
  },

  // messages
  {
    what: '10 MB in a message',
    policy:
      'block: { tools: [t], message: "{{ param.s }} {{ param }} {{ [param.s, param.s] }}" }\n',
    call: calling(() => ({ s: '\u{1f680}'.repeat(5 * MB) })),
    decision: 'block',
  },
  {
    what: '100,000 keys and a million items in a message',
    policy: 'block: { tools: [t], message: "{{ param.l }} {{ param.m }} {{ param }}" }\n',
    call: calling(() => ({ l: large(MB, Number), m: manyKeys(KEYS) })),
    decision: 'block',
  },
  {
    what: 'a message of 130 expensive expressions',
    policy: `block: { tools: [t], message: "${'{{ param.l.all(x, x >= 0) }}'.repeat(130)}" }\n`,
    call: calling(() => ({ l: large(MB, Number) })),
    decision: 'block',
    code: 'condition/budget',
  },
];
