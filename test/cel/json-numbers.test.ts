import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { invoke } from '../../src/cel/compile/invoke.ts';
import { NodeFaults } from '../../src/cel/compile/node-faults.ts';
import type { Overload } from '../../src/cel/environment.ts';
import { Frame } from '../../src/cel/environment.ts';
import { compileText, readExpression } from '../../src/cel/expression.ts';
import { environmentOf, outcome, run } from './condition.ts';

const param = {
  amount: 1000,
  half: 0.5,
  n: 4,
  i: 1,
  items: [{ price: 5 }, { price: 2000 }],
  list: [1, 2, 3],
  text: 'hello',
  map: { a: 1 },
  ts: '2024-01-01T00:00:00Z',
};

describe('P02: numbers as JSON has them', () => {
  it.each([
    ['param.amount * 2 > 1000', true],
    ['2 * param.amount > 1000', true],
    ['param.amount + 1 == 1001', true],
    ['param.amount == 1000 && param.amount == 1000.0 && param.amount == 1000u', true],
    ['param.amount in [1000, 2000]', true],
    ['1000 in [param.amount]', true],
    ['param.n % 2 == 0', true],
    ['-param.n % 3 == -1', true],
    ['10 % param.n == 2', true],
    ['param.items[param.i].price', 2000],
    ['param.list[param.n - 3]', 2],
    ['param.text.substring(param.i)', 'ello'],
    ['param.text.charAt(param.i)', 'e'],
    ['timestamp(param.amount) == timestamp(1000)', true],
    ['param.amount / 3 > 333', true],
    ['param.n / 8 == 0.5', true],
    ['3 / param.n == 0.75', true],
    ['7 / 2', 3n],
    ['size(param.items) == 2 && param.list.size() > 2.5', true],
    ['size(param.items) * 2 == param.n', true],
    ['size(param.items) + param.n == 6', true],
    ['param.list == [1, 2, 3]', true],
    ['param.list.map(i, i * 2) == [2, 4, 6]', true],
    ['param.list.filter(i, i % 2 == 1) == [1.0, 3.0]', true],
    ['param.map == {"a": 1}', true],
    ['{param.n: "x"}[4] == "x"', true],
    ['-param.n', -4],
    ['param.half * 2', 1],
    ['param.half % 2', '!no-such-overload'],
    ['param.list[param.half]', '!no-such-overload'],
    ['param.text.substring(param.half)', '!no-such-overload'],
    ['param.text == 1', false],
    ['param.text > 1', '!no-such-overload'],
    ['param.amount + "a"', '!no-such-overload'],
    ['param.amount == "1000"', false],
    ['param.amount / 0', '!not-finite'],
    ['param.amount % 0', '!divide-by-zero'],
    ['1 / 0', '!divide-by-zero'],
    ['param.amount * 1e308', '!not-finite'],
    ['double("NaN") > param.n', '!not-finite'],
    ['double("inf")', '!not-finite'],
    ['9223372036854775807 + 1', '!overflow'],
    ['9223372036854775807 > param.amount', true],
    ['param.amount < 9223372036854775807', true],
    ['9007199254740993 == 9007199254740992', false],
    ['type(param.n) == double', true],
    ['int(param.n) + 1 == 5', true],
    ['string(param.n) == "4"', true],
  ])('P02: %s', (source, value) => {
    expect(run(source, { param })).toEqual(value);
  });

  describe('P02: numbers that JSON cannot carry exactly are errors when they are read', () => {
    const unsafe = [2 ** 53, -(2 ** 53), 1e300, Number.POSITIVE_INFINITY, Number.NaN];
    const readers = [
      'param.a > 1',
      'param.a == 1',
      '1 != param.a',
      'param.a',
      'param["a"]',
      'param.l[0]',
      'param.a + 1',
      '-param.a',
      'param.a in [1, 2]',
      '1 in param.l',
      'param.l == [1]',
      '[[1]] == [param.l]',
      '{"a": 1, "l": []} == param',
      'param.l.exists(i, true)',
      'param.l.map(i, 1)',
      'param.l.filter(i, false)',
      '[param.l].exists(l, l[0] == 1)',
      'string(param.a)',
      'param.?a.orValue(1)',
      'param.l[?0].orValue(1)',
      'cel.bind(a, param.a, 1)',
      'type(param.a)',
      'param.a == null',
      'param.a == "a"',
      'param.a == true',
    ];
    it.each(readers)('P02: %s', (source) => {
      for (const a of unsafe) expect(run(source, { param: { a, l: [a] } })).toBe('!unsafe-number');
    });

    const given = {
      n: 5,
      ids: [2 ** 53],
      deep: { list: [1, { id: 1e300 }] },
      own: { '1': Number.NaN },
    };

    it.each([
      ['"%s".format([param.ids]).contains("9007199254740993")', '!unsafe-number'],
      ['"%s".format([param])', '!unsafe-number'],
      ['"%s".format([param.deep])', '!unsafe-number'],
      ['"%s".format([param.own])', '!unsafe-number'],
      ['"%d".format(param.ids)', '!unsafe-number'],
      ['"%s".format([{"a": param.ids}])', '!unsafe-number'],
      ['"%s".format([[param.n], [param.ids]])', '!unsafe-number'],
      ['cel.bind(l, [param.ids], "%s".format(l))', '!unsafe-number'],
      ['"%s".format([param.deep.list.filter(i, true)])', '!unsafe-number'],
      ['"%s".format(param.?ids.orValue([]))', '!unsafe-number'],
      ['"%s %s".format([[1e16], param.n * 1e16])', '[10000000000000000] 50000000000000000'],
      ['"%s".format([param.deep.list[0]])', '1'],
      ['param.ids.join()', '!no-such-overload'],
      ['string(param.ids[0])', '!unsafe-number'],
    ])('P02: also where a list or map is read as a whole: %s', (source, value) => {
      expect(run(source, { param: given })).toBe(value);
    });

    it.each([
      ['param.ids', '!unsafe-number'],
      ['param.deep', '!unsafe-number'],
      ['param', '!unsafe-number'],
      ['[param.ids]', '!unsafe-number'],
      ['param.?ids', '!unsafe-number'],
      ['[param.n, 1e16, param.n * 1e16]', '[5, 10000000000000000, 50000000000000000]'],
      ['param.n * 1e16', '50000000000000000'],
      ['param.n', '5'],
    ])('P02: also where a value is written into a message: %s', (source, text) => {
      const environment = environmentOf(true);
      const { expression } = readExpression(source, environment);
      if (expression === undefined) throw new Error(source);
      const write = compileText(expression, environment, 200);
      expect(outcome(write(new Frame({ param: given }, 1000)))).toBe(text);
    });

    it('P02: what is not read is no error', () => {
      const bindings = { param: { a: 2 ** 60, b: 1, l: [1, 2 ** 60] } };
      expect(run('param.b == 1 && has(param.a) && size(param.l) == 2', bindings)).toBe(true);
      expect(run('param.l[0] == 1 && 1 in param.l && param.l.exists(i, i == 1)', bindings)).toBe(
        true,
      );
    });

    it.each([
      ['param.n in [1e16, 5]', true],
      ['1e16 in [1e16]', true],
      ['[1e16] == [1e16]', true],
      ['[[1e16], [param.n]] == [[1e16], [5]]', true],
      ['{"a": [1e16]} == {"a": [1e16]}', true],
      ['param.big * 10000000000 in [1, 2]', false],
      ['param.big * 10000000000 in [1, param.n]', false],
      ['param.big * 10000000000 in param.l', false],
      ['param.n in [param.big * 10000000000, 5]', true],
      ['param.n in (param.n > 1 ? [1e16, 5] : [])', true],
      ['param.n in [1e16] + [5]', true],
      ['cel.bind(l, [1e16, 5], param.n in l)', true],
      ['param.l.map(i, i * 1e16) == [1e16]', true],
      ['[1e16, 5].exists(i, i == param.n)', true],
      ['[[1e16]].all(l, l == [1e16])', true],
      ['param.n in param.ids', '!unsafe-number'],
      ['param.n in [1e16] + param.ids', '!unsafe-number'],
      ['[param.ids] == [[5]]', '!unsafe-number'],
      ['[[1e16], param.ids] == [[1e16], [5]]', '!unsafe-number'],
      ['[5] in [param.ids]', '!unsafe-number'],
      ['cel.bind(l, [param.ids], [5] in l)', '!unsafe-number'],
      ['[1].exists(i, [param.ids].exists(i, i == [5]))', '!unsafe-number'],
      ['[param.ids].map(i, i) == [[5]]', '!unsafe-number'],
      ['[[1e16]].map(i, [param.ids].map(i, i)) == [[[5]]]', '!unsafe-number'],
      ['[param.ids].filter(i, true) == [[5]]', '!unsafe-number'],
      ['(param.n > 1 ? param.ids : [1e16]) == [5]', '!unsafe-number'],
    ])('P02: only what the call holds has to be exact: %s', (source, value) => {
      const bindings = { param: { n: 5, big: 5_000_000, l: [1], ids: [2 ** 60] } };
      expect(run(source, bindings)).toBe(value);
    });

    it('P02: the largest safe numbers are read', () => {
      const bindings = { param: { a: Number.MAX_SAFE_INTEGER, b: Number.MIN_SAFE_INTEGER } };
      expect(run('param.a == 9007199254740991 && param.b == -9007199254740991', bindings)).toBe(
        true,
      );
    });
  });

  it.each([
    ['a Map', new Map()],
    ['a Date', new Date(0)],
    [
      'an instance',
      new (class A {
        a = 1;
      })(),
    ],
  ])('P02: %s is no JSON', (_name, value) => {
    expect(run('param.a == 1', { param: { a: value } })).toBe('!not-json');
    expect(run('param.a', { param: { a: value } })).toBe('!not-json');
    expect(run('size(param.a) == 1', { param: { a: value } })).toBe('!not-json');
  });

  it('P02: a function that wants an int gets an int, where no overload takes doubles', () => {
    const int: Overload = { params: ['int'], result: 'string', call: (value) => typeof value };
    const double: Overload = { ...int, params: ['double'] };
    const given = (overloads: readonly Overload[], value: unknown, json: boolean): unknown => {
      const faults = new NodeFaults({ start: 0, end: 0 });
      return outcome(invoke('f', overloads, [() => value], json, faults)(new Frame({}, 10)));
    };
    expect(given([int], 5, true)).toBe('bigint');
    expect(given([int, double], 5, true)).toBe('number');
    expect(given([int], 5.5, true)).toBe('!no-such-overload');
    expect(given([int], 2 ** 63, true)).toBe('!no-such-overload');
    expect(given([int], 5, false)).toBe('!no-such-overload');
  });

  it('P02: comparisons agree with the numbers themselves', () => {
    const number = fc.oneof(fc.integer(), fc.double({ min: -1e9, max: 1e9, noNaN: true }));
    fc.assert(
      fc.property(number, fc.integer(), (a, b) => {
        const results = ['<', '<=', '>', '>=', '==', '!='].map((sign) =>
          run(`param.a ${sign} ${b}`, { param: { a } }),
        );
        expect(results).toEqual([a < b, a <= b, a > b, a >= b, a === b, a !== b]);
        const mirrored = ['<', '<=', '>', '>=', '==', '!='].map((sign) =>
          run(`${b} ${sign} param.a`, { param: { a } }),
        );
        expect(mirrored).toEqual([b < a, b <= a, b > a, b >= a, a === b, a !== b]);
      }),
      { seed: 2, numRuns: 300 },
    );
  });
});
