import { describe, expect, it } from 'vitest';
import { DEFAULT_STEPS, type Environment, Frame } from '../../src/cel/environment.ts';
import { compileExpression, readExpression } from '../../src/cel/expression.ts';
import { Fault } from '../../src/cel/fault.ts';
import { TypeValue } from '../../src/cel/value.ts';
import { environment } from './condition.ts';

/** As in a policy: `param` is the primary variable, `x` is none. */
const WITH_PRIMARY: Environment = {
  ...environment(),
  variables: new Map([
    ['param', { type: 'map', read: (frame) => frame.primary, primary: true }],
    ['x', { type: 'dyn', read: (frame) => frame.bindings }],
  ]),
};

function run(source: string, param: object, x?: unknown): unknown {
  const { expression } = readExpression(source, WITH_PRIMARY);
  if (expression === undefined) throw new Error(`\`${source}\` has mistakes`);
  const frame = new Frame(x, DEFAULT_STEPS);
  frame.primary = param as Frame['primary'];
  const value = compileExpression(expression, WITH_PRIMARY)(frame);
  return value instanceof Fault ? `!${value.code}` : value;
}

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
      const param = { a: own, ...own };
      expect(COMPARISONS(path).map((source) => run(source, param, own))).toEqual([
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
  ])('P14: %s has no such field, whatever JavaScript finds on it', (value, fault) => {
    for (const path of ['param.a', 'x']) {
      for (const source of COMPARISONS(path)) {
        expect(run(source, { a: value }, value), source).toBe(fault);
      }
    }
  });

  it('P14: nor has what stands in the place of the arguments', () => {
    const inherited: object = Object.create({ size: 2, name: 'string' });
    for (const source of COMPARISONS('param')) {
      expect(run(source, inherited), source).toBe('!not-json');
      expect(run(source, new Map([['size', 2]])), source).toBe('!not-json');
    }
  });
});
