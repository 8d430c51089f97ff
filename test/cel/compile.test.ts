import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CelMap, Duration, Optional, Timestamp, TypeValue, Uint } from '../../src/cel/value.ts';
import { run } from './condition.ts';

const plain = (source: string, bindings: Record<string, unknown> = {}): unknown =>
  run(source, bindings, { json: false });

describe('P17: operators of plain CEL', () => {
  it.each([
    ['7 / 2', 3n],
    ['-7 / 2', -3n],
    ['-7 % 3', -1n],
    ['7u % 4u', new Uint(3n)],
    ['1.0 / 0.0', Number.POSITIVE_INFINITY],
    ['"a" + "b"', 'ab'],
    ['[1] + [2]', [1n, 2n]],
    ['duration("1h") + duration("30m")', new Duration(5400, 0)],
    ['timestamp(10) - timestamp(4)', new Duration(6, 0)],
    ['timestamp(10) - duration("4s")', new Timestamp(6, 0)],
    ['-(-5)', 5n],
    ['1 / 0', '!divide-by-zero'],
    ['1 % 0', '!divide-by-zero'],
    ['9223372036854775807 + 1', '!overflow'],
    ['-9223372036854775808 - 1', '!overflow'],
    ['-(-9223372036854775808)', '!overflow'],
    ['-9223372036854775808 / -1', '!overflow'],
    ['0u - 1u', '!overflow'],
    ['dyn(1) + 1.0', '!no-such-overload'],
    ['dyn(1) + "a"', '!no-such-overload'],
    ['-dyn("a")', '!no-such-overload'],
    ['!dyn(1)', '!not-boolean'],
    ['dyn("a") < 1', '!no-such-overload'],
    ['dyn([1]) < dyn([2])', '!no-such-overload'],
    ['dyn(1) < 1.5', true],
    ['dyn(1u) == 1', true],
    ['[1, 2.0] == [1.0, 2]', true],
    ['{"a": 1} == {"a": 1.0}', true],
    ['{1: 2} == {1u: 2}', true],
    ['dyn("a") == 1', false],
    ['0.0 / 0.0 == 0.0 / 0.0', false],
    ['0.0 / 0.0 < 1.0', false],
    ['0.0 / 0.0 >= 1.0', false],
    ['"\\U0001F600" > "\\uffff"', true],
    ['b"a" < b"b"', true],
    ['false < true', true],
    ['type(1u) == uint && type(type(1)) == type', true],
    ['type({}) == map', true],
    ['2 in [1.0, 2.0]', true],
    ['"a" in {"a": 1}', true],
    ['1 in {1u: 2}', true],
    ['{1: "a"}[1.0]', 'a'],
    ['[1, 2, 3][1]', 2n],
    ['[1, 2, 3][dyn(1.0)]', 2n],
    ['[1][1]', '!index-out-of-range'],
    ['[1][-1]', '!index-out-of-range'],
    ['[1][dyn(0.5)]', '!no-such-overload'],
    ['{"a": 1}["b"]', '!no-such-field'],
    ['{"a": 1}.b', '!no-such-field'],
    ['{dyn(1.0): 1}', '!no-such-overload'],
    ['{dyn("a"): 1, "a": 2}', '!duplicate-key'],
    ['{1: 1, dyn(1u): 2}', '!duplicate-key'],
    ['size("a\\U0001F600") == 2', true],
    ['size({"a": 1}) >= 1', true],
    ['"abc".size() < 3', false],
  ])('P17: %s', (source, value) => {
    expect(plain(source)).toEqual(value);
  });
});

describe('P17: errors are absorbed where CEL absorbs them', () => {
  const error = '(1 / 0 > 0)';
  it.each([
    [`${error} || true`, true],
    [`true || ${error}`, true],
    [`${error} && false`, false],
    [`false && ${error}`, false],
    [`${error} || false`, '!divide-by-zero'],
    [`${error} && true`, '!divide-by-zero'],
    [`${error} || dyn(1) || true`, true],
    [`dyn(1) || false`, '!not-boolean'],
    [`${error} || false || false`, '!divide-by-zero'],
    [`true && ${error} && false`, false],
    [`${error} ? 1 : 2`, '!divide-by-zero'],
    [`true ? 1 : 1 / 0`, 1n],
    [`[1, 0].exists(i, 1 / i == 1)`, true],
    [`[0, 1].exists(i, 1 / i == 1)`, true],
    [`[0, 2].exists(i, 1 / i == 1)`, '!divide-by-zero'],
    [`[0, 2].all(i, 1 / i == 1)`, false],
    [`[0, 1].all(i, 1 / i == 1)`, '!divide-by-zero'],
    [`[1, 0].exists_one(i, 1 / i == 1)`, '!divide-by-zero'],
    [`[1, 0].filter(i, 1 / i == 1)`, '!divide-by-zero'],
    [`[1, 0].map(i, 1 / i)`, '!divide-by-zero'],
    [`[1, 0].map(i, 1 / i > 0, i)`, '!divide-by-zero'],
    [`[${error}]`, '!divide-by-zero'],
    [`cel.bind(a, 1 / 0, true)`, '!divide-by-zero'],
  ])('P17: %s', (source, value) => {
    expect(plain(source)).toEqual(value);
  });
});

describe('P17: macros', () => {
  it.each([
    ['[1, 2, 3].all(i, i > 0)', true],
    ['[].all(i, i > 0)', true],
    ['[].exists(i, i > 0)', false],
    ['[1, 2, 3].exists_one(i, i > 2)', true],
    ['[3, 3].exists_one(i, i > 2)', false],
    ['[1, 2, 3].filter(i, i > 1)', [2n, 3n]],
    ['[1, 2, 3].map(i, i > 1, i * 2)', [4n, 6n]],
    ['{"a": 1, "b": 2}.map(k, k)', ['a', 'b']],
    ['{"a": 1}.exists(k, k == "a")', true],
    [
      '[1, 2].map(i, [10, 20].map(j, i * j))',
      [
        [10n, 20n],
        [20n, 40n],
      ],
    ],
    ['[1].map(i, [2].map(i, i))', [[2n]]],
    ['cel.bind(a, 2, cel.bind(b, a + 1, a * b))', 6n],
    ['[1, 2].exists(i, cel.bind(j, i, j == 2))', true],
    ['dyn(1).exists(i, true)', '!no-such-overload'],
    ['[1].exists(i, dyn(i))', '!not-boolean'],
    ['has({"a": null}.a)', true],
    ['has({"a": 1}.b)', false],
    ['has({"a": 1}.b.c)', '!no-such-field'],
    ['has(dyn(1).a)', '!no-such-overload'],
  ])('P17: %s', (source, value) => {
    expect(plain(source)).toEqual(value);
  });

  it.each([
    ['{"a": 1}.?a.orValue(2)', 1n],
    ['{"a": 1}.?b.orValue(2)', 2n],
    ['{"a": {"b": 1}}.?a.b.orValue(2)', 1n],
    ['{"a": {"b": 1}}.?x.b.orValue(2)', 2n],
    ['[1][?0].orValue(2)', 1n],
    ['[1][?5].orValue(2)', 2n],
    ['has({"a": {"b": 1}}.?a.b)', true],
    ['{"a": 1}.?a.optMap(v, v + 1)', Optional.of(2n)],
    ['{"a": 1}.?b.optMap(v, v + 1)', Optional.none],
    ['{"a": {"b": 1}}.?a.optFlatMap(v, v.?b)', Optional.of(1n)],
    ['optional.of(1) == optional.of(1)', true],
    ['optional.none() == optional.of(1)', false],
    ['optional.none().value()', '!invalid-argument'],
  ])('P17: %s', (source, value) => {
    const result = plain(source);
    if (value instanceof Optional && result instanceof Optional) {
      expect([result.present, result.value]).toEqual([value.present, value.value]);
    } else expect(result).toEqual(value);
  });
});

describe('P17: bindings in all their forms', () => {
  it('P17: takes bigint, Uint, Map, CelMap, bytes, times and types', () => {
    const map = new CelMap();
    map.add(1n, 'one');
    const x = {
      int: 5n,
      uint: new Uint(7n),
      map: new Map<unknown, unknown>([
        [1, 'number'],
        [2n, 'bigint'],
        [new Uint(3n), 'uint'],
        ['k', 'v'],
      ]),
      own: map,
      bytes: new Uint8Array([1, 2]),
      at: new Timestamp(5, 0),
      type: new TypeValue('int'),
    };
    expect(plain('x.int + 1 == 6 && x.uint == 7u', { x })).toBe(true);
    expect(plain('[x.map[1], x.map[2], x.map[3], x.map["k"], x.map.k]', { x })).toEqual([
      'number',
      'bigint',
      'uint',
      'v',
      'v',
    ]);
    expect(plain('size(x.map) == 4 && x.map.size() == 4', { x })).toBe(true);
    expect(plain('x.map.exists(k, k == 2) && 3 in x.map && x.own[1] == "one"', { x })).toBe(true);
    expect(
      plain('x.bytes == b"\\x01\\x02" && x.at == timestamp(5) && x.type == type(1)', { x }),
    ).toBe(true);
    expect(plain('x.map == {1: "number", 2: "bigint", 3: "uint", "k": "v"}', { x })).toBe(true);
  });

  it.each([
    ['a date', new Date(0)],
    ['a function', () => 1],
    ['a symbol', Symbol('a')],
    [
      'an instance',
      new (class {
        amount = 1;
      })(),
    ],
    ['a promise', Promise.resolve(1)],
    ['an int beyond 64 bits', 2n ** 63n],
  ])('P17: %s is no value', (_name, value) => {
    expect(plain('x.a == 1', { x: { a: value } })).toMatch(/^!(?:not-json|unsafe-number)$/);
    expect(plain('x.a', { x: { a: value } })).toMatch(/^!(?:not-json|unsafe-number)$/);
    expect(plain('[x.a]', { x: { a: value } })).toMatch(/^!(?:not-json|unsafe-number)$/);
    expect(plain('[1] == x.l', { x: { l: [value] } })).toMatch(/^!(?:not-json|unsafe-number)$/);
    expect(plain('x.l.exists(i, i == 1)', { x: { l: [value] } })).toMatch(
      /^!(?:not-json|unsafe-number)$/,
    );
    expect(plain('1 in x.l', { x: { l: [value] } })).toMatch(/^!(?:not-json|unsafe-number)$/);
  });
});

describe('P17: fused forms do what their parts do', () => {
  const literal = fc.constantFrom(
    '1',
    '0',
    '-1',
    '1000',
    '1.5',
    '"a"',
    '""',
    'true',
    'false',
    'null',
    '2u',
    '9007199254740993',
  );
  const value = fc.constantFrom<unknown>(
    0,
    1,
    -1,
    1.5,
    1000,
    2 ** 60,
    Number.NaN,
    1n,
    2n ** 62n,
    new Uint(2n),
    'a',
    '',
    'b',
    true,
    false,
    null,
    undefined,
    [],
    [1],
    ['a'],
    {},
    { a: 1 },
    new Date(0),
    new Timestamp(0, 0),
    Optional.of(1),
    'x'.repeat(50),
  );
  const operator = fc.constantFrom('==', '!=', '<', '<=', '>', '>=');
  const operand = fc.constantFrom(
    'x.a',
    'x',
    'x.n.a',
    'x["a"]',
    'x.?a.orValue(1)',
    'size(x.a)',
    'x.a.size()',
    'x.name',
    'x.constructor',
  );
  const condition = fc.oneof(
    fc.tuple(operand, operator, literal).map((parts) => parts.join(' ')),
    fc.tuple(literal, operator, operand).map((parts) => parts.join(' ')),
    fc
      .tuple(operand, fc.array(literal, { maxLength: 4 }))
      .map(([left, items]) => `${left} in [${items.join(', ')}]`),
    fc
      .tuple(operand, fc.constantFrom('startsWith', 'endsWith', 'contains'))
      .map(([left, name]) => `${left}.${name}("a")`),
    fc
      .tuple(operand, fc.constantFrom('+', '-', '*', '/', '%'), literal)
      .map((parts) => parts.join(' ')),
    operand.map((left) => `[x].exists(i, i.a == 1) && ${left} == 1`),
    operand.map((left) => `has(x.a) ? ${left} : has(x.n.a)`),
  );

  it('P17: traced and fused evaluation give the same', () => {
    fc.assert(
      fc.property(condition, value, value, fc.boolean(), (source, a, name, json) => {
        const x = { a, n: { a }, name };
        // `run` throws where the two differ
        expect(() => run(source, { x }, { json, check: false })).not.toThrow();
        expect(() => run(source, { x: a }, { json, check: false })).not.toThrow();
      }),
      { seed: 17, numRuns: 6000 },
    );
  });
});
