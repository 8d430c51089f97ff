import { describe, expect, it } from 'vitest';
import { TypeValue } from '../../src/cel/value.ts';
import { run } from './condition.ts';

/** Comparisons that read a field and compare it at once, of a name that objects of JavaScript have too. */
const COMPARISONS = (path: string): readonly string[] => [
  `${path}.size > 1`,
  `${path}.size == 2`,
  `${path}.name == "string"`,
  `${path}.name != "string"`,
  `${path}.name in ["string", "b"]`,
];

describe('P14: a field that JavaScript knows under the same name, compared at once', () => {
  it.each(['param', 'param.a', 'x'])('P14: %s gives what it carries', (path) => {
    for (const own of [
      { size: 2, name: 'string' },
      JSON.parse('{"__proto__": {"size": 0}, "constructor": 1, "size": 2, "name": "string"}'),
      Object.assign(Object.create(null), { size: 2, name: 'string' }),
    ]) {
      const bindings = { param: { a: own, ...own }, x: own };
      expect(COMPARISONS(path).map((source) => run(source, bindings))).toEqual([
        true,
        true,
        true,
        false,
        true,
      ]);
    }
  });

  it.each([
    [new Map([['size', 2]]), '!not-json'],
    [new TypeValue('string'), '!no-such-overload'],
    [Object.create({ size: 2, name: 'string' }), '!not-json'],
    [[1, 2], '!no-such-overload'],
    ['string', '!no-such-overload'],
    [{}, '!no-such-field'],
  ])('P14: %s has no such field, whatever JavaScript finds on it', (a, fault) => {
    for (const source of COMPARISONS('param.a')) expect(run(source, { param: { a } })).toBe(fault);
  });
});
