import { describe, expect, it } from 'vitest';
import { readsPlainly } from '../../src/cel/compile/own-property.ts';
import { run } from './condition.ts';

const INHERITED = [
  ...Object.getOwnPropertyNames(Object.prototype),
  ...Object.getOwnPropertyNames(Array.prototype),
  ...Object.getOwnPropertyNames(Map.prototype),
  ...Object.getOwnPropertyNames(String.prototype),
  ...Object.getOwnPropertyNames(Function.prototype),
].filter((name) => /^[A-Za-z_]\w*$/.test(name) && name !== 'in');

const OURS = [
  'name',
  'value',
  'message',
  'code',
  'span',
  'seconds',
  'nanos',
  'present',
  'size',
  'entries',
  'add',
];

const NAMES = [...new Set([...INHERITED, ...OURS])];

/** As `JSON.parse` gives it: `__proto__` is an ordinary key. */
const parsed = (key: string, value: unknown): unknown =>
  JSON.parse(`{${JSON.stringify(key)}:${JSON.stringify(value)}}`);

describe('P14: only what the arguments carry is there', () => {
  it.each(NAMES)('P14: %s is absent unless it is given', (name) => {
    for (const object of [
      {},
      { amount: 5 },
      Object.create(null),
      { [`${name}x`]: 1 },
      JSON.parse('{}'),
    ]) {
      const bindings = { param: object, x: { inner: object } };
      expect(run(`has(param[${JSON.stringify('a')}].a)`, { param: { a: {} } })).toBe(false);
      expect(run(`"${name}" in param`, bindings)).toBe(false);
      expect(run(`param["${name}"]`, bindings)).toBe('!no-such-field');
      if (!/^(?:__proto__|prototype)$/.test(name)) {
        expect(run(`has(param.${name})`, bindings)).toBe(false);
        expect(run(`param.${name}`, bindings)).toBe('!no-such-field');
        expect(run(`param.${name} == 1`, bindings)).toBe('!no-such-field');
        expect(run(`x.inner.${name} > 1`, bindings)).toBe('!no-such-field');
        expect(run(`param.?${name}.orValue("none")`, bindings)).toBe('none');
      }
    }
  });

  it.each(NAMES)('P14: %s is read where it is given, and disturbs nothing', (name) => {
    const given = parsed(name, 7);
    expect(run(`param["${name}"] == 7`, { param: given })).toBe(true);
    expect(run(`"${name}" in param && size(param) == 1`, { param: given })).toBe(true);
    expect(run(`param.map(k, k) == ["${name}"]`, { param: given })).toBe(true);
    expect(run(`param == {"${name}": 7}`, { param: given })).toBe(true);
    expect(run(`param.${name} == 7 && has(param.${name})`, { param: given })).toBe(true);

    const hostile = {
      ...(given as object),
      amount: 1500,
      items: [given, { price: 2000, ...(given as object) }],
    };
    expect(run('param.amount > 1000', { param: hostile })).toBe(true);
    expect(run('param.items.exists(i, i.price > 1000)', { param: hostile })).toBe(true);
    expect(run('param.items[1].price == 2000 && size(param.items) == 2', { param: hostile })).toBe(
      true,
    );
  });

  it.each(['length', 'size', 'map', 'constructor', '0'])(
    'P14: lists and strings have no field %s',
    (name) => {
      for (const a of [[], [1], 'text', 5, true]) {
        expect(run(`param.a["${name}"]`, { param: { a } })).toBe('!no-such-overload');
        if (name !== '0')
          expect(run(`param.a.${name}`, { param: { a } })).toBe('!no-such-overload');
      }
      expect(run(`param.a["${name}"]`, { param: { a: null } })).toBe('!no-such-overload');
    },
  );

  it('P14: undefined counts as absent', () => {
    const param = { a: undefined, b: 1 };
    expect(run('has(param.a)', { param })).toBe(false);
    expect(run('param.a', { param })).toBe('!no-such-field');
    expect(run('"a" in param', { param })).toBe(false);
    expect(
      run('size(param) == 1 && param == {"b": 1} && param.map(k, k) == ["b"]', { param }),
    ).toBe(true);
    const where = { id: undefined };
    for (const source of [
      'size(param.where) == 0',
      'size(param.where) + 0 == 0',
      'size(param.where) in [0]',
      'param.where.size() in [0]',
      '!optional.ofNonZeroValue(param.where).hasValue()',
      '"%s".format([param.where]) == "{}"',
      'param.where == {}',
    ]) {
      expect(run(source, { param: { where } }), source).toBe(true);
    }
  });

  it('P14: a prototype that was put on an object is not read', () => {
    const param = Object.assign({}, { b: 1 });
    Object.setPrototypeOf(param, {
      toString: 'inherited',
      message: 'inherited',
      name: 'inherited',
    });
    expect(run('param.name', { param })).toBe('!not-json');
    expect(run('param.message', { param })).toBe('!not-json');
  });

  it('P14: names of the language’s own objects are never read without asking', () => {
    expect(NAMES.filter((name) => readsPlainly(name))).toEqual([]);
    expect(['length', '0', '17'].filter((name) => readsPlainly(name))).toEqual([]);
    expect(['amount', 'user', 'items', 'currency'].every((name) => readsPlainly(name))).toBe(true);
  });

  it('P14: a comprehension variable hides a root, and nothing else', () => {
    expect(run('[1].exists(param, param == 1) && param.a == 2', { param: { a: 2 } })).toBe(true);
    expect(run('[{"constructor": 1}].exists(constructor, constructor.constructor == 1)')).toBe(
      true,
    );
  });
});
