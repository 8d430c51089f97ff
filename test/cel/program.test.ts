import { describe, expect, it } from 'vitest';
import * as cel from '../../src/cel/index.ts';

const { CelError, CelMap, compile, Duration, Timestamp, Uint } = cel;

/** The error that compiling or running gives. */
function errorOf(act: () => unknown): cel.CelError {
  try {
    act();
  } catch (error) {
    if (error instanceof CelError) return error;
    throw error;
  }
  throw new Error('no error');
}

describe('P17: assent/cel', () => {
  it('P17: exports these names and no other', () => {
    expect(Object.keys(cel).sort()).toEqual([
      'CelError',
      'CelMap',
      'Duration',
      'Optional',
      'Timestamp',
      'TypeValue',
      'Uint',
      'compile',
    ]);
  });

  it('P17: compiles once and runs with bindings', () => {
    const program = compile('amount * 2 > limit', { variables: { amount: 'int', limit: 'int' } });
    expect(program.type).toBe('bool');
    expect(program.source).toBe('amount * 2 > limit');
    expect(program({ amount: 6n, limit: 10n })).toBe(true);
    expect(program({ amount: 5, limit: 10 })).toBe(false);
    expect(
      program(
        new Map([
          ['amount', 6],
          ['limit', 10],
        ]),
      ),
    ).toBe(true);
    expect(Object.isFrozen(program)).toBe(true);
  });

  it('P17: gives values as the table says', () => {
    expect(compile('1 + 2')()).toBe(3n);
    expect(compile('1.0 + 2.0')()).toBe(3);
    expect(compile('[1u, "a", null, b"a"]')()).toEqual([
      new Uint(1n),
      'a',
      null,
      new Uint8Array([97]),
    ]);
    const map = compile('{"a": 1}')();
    expect(map).toBeInstanceOf(CelMap);
    expect((map as cel.CelMap).get('a')).toBe(1n);
    expect(compile('timestamp(5)')()).toEqual(new Timestamp(5, 0));
    expect(compile('duration("1.5s")')()).toEqual(new Duration(1, 500_000_000));
  });

  it('P17: plain CEL unless JSON numbers are asked for', () => {
    expect(errorOf(() => compile('n + 1', { variables: ['n'] })({ n: 1.5 })).code).toBe(
      'no-such-overload',
    );
    expect(compile('n + 1', { variables: ['n'], jsonNumbers: true })({ n: 1.5 })).toBe(2.5);
    expect(compile('n + 1', { variables: { n: 'int' }, jsonNumbers: true })({ n: 2 })).toBe(3);
  });

  it('P17: lists all mistakes in one error', () => {
    const error = errorOf(() => compile('amont > 1 && "a" > 1', { variables: ['amount'] }));
    expect(error.name).toBe('CelError');
    expect(error.code).toBe('unknown-name');
    expect(error.message).toBe('there is no `amont`');
    expect(error.span).toEqual({ start: 0, end: 5 });
    expect(error.source).toBe('amont > 1 && "a" > 1');
    expect(error.mistakes.map(({ code }) => code)).toEqual(['unknown-name', 'type-mismatch']);
  });

  it('P17: an error of a run says what and where', () => {
    const error = errorOf(() =>
      compile('m.a.b > 1', { variables: { m: 'map' } })({ m: { a: {} } }),
    );
    expect(error.code).toBe('no-such-field');
    expect(error.message).toBe('`m.a` has no field `b`');
    expect(error.span).toEqual({ start: 0, end: 5 });
    expect(error.mistakes).toEqual([]);
  });

  it('P17: a name without a value is an error when it is read', () => {
    const program = compile('a || b', { variables: ['a', 'b'] });
    expect(program({ b: true })).toBe(true);
    expect(errorOf(() => program()).message).toBe('`a` has no value');
    expect(errorOf(() => compile('a.b', { variables: ['a'] })()).code).toBe('no-such-field');
    expect(errorOf(() => compile('toString', { variables: ['toString'] })({})).code).toBe(
      'no-such-field',
    );
  });

  it('P17: a value of another type than declared is an error', () => {
    const program = compile('n > 1', { variables: { n: 'int' } });
    for (const n of ['2', 1.5, true, null, {}]) {
      expect(errorOf(() => program({ n })).code).toBe('no-such-overload');
    }
    expect(compile('n > 1u', { variables: { n: 'uint' } })({ n: 2 })).toBe(true);
    expect(compile('n > 1.0', { variables: { n: 'double' } })({ n: 2 })).toBe(true);
    expect(
      compile('l[0] + m["a"]', { variables: { l: 'list(int)', m: 'map(string, int)' } })({
        l: [1n],
        m: { a: 2n },
      }),
    ).toBe(3n);
  });

  it('P17: qualified names and the container', () => {
    const variables = { 'a.b': 'int', 'x.y.c': 'int', c: 'int', b: 'map' };
    expect(compile('a.b + 1', { variables })({ 'a.b': 1n })).toBe(2n);
    expect(compile('c', { variables, container: 'x.y' })({ 'x.y.c': 1n, c: 2n })).toBe(1n);
    expect(compile('c', { variables, container: 'x' })({ 'x.y.c': 1n, c: 2n })).toBe(2n);
    expect(compile('y.c', { variables, container: 'x.z' })({ 'x.y.c': 1n })).toBe(1n);
    expect(compile('[{"b": 5}].map(a, a.b)', { variables })({ 'a.b': 1n })).toEqual([5n]);
  });

  it('P15: limits and steps can be set', () => {
    expect(errorOf(() => compile('1 + 1', { limits: { sourceLength: 3 } })).code).toBe('too-long');
    expect(errorOf(() => compile('((1))', { limits: { nesting: 1 } })).code).toBe('too-deep');
    expect(
      errorOf(() => compile('[1].all(i, i > 0)', { limits: { comprehensions: 0 } })).code,
    ).toBe('too-deep');
    const program = compile('[1, 2, 3].all(i, i > 0)', { steps: 5 });
    expect(errorOf(() => program()).code).toBe('budget');
    expect(program.type).toBe('bool');
  });

  it('P17: refuses options that are none', () => {
    expect(() => compile('a', { variables: { a: 'integer' } })).toThrow(TypeError);
    expect(() => compile('a', { variables: ['a b'] })).toThrow(TypeError);
  });

  it('P17: a program can run while it runs', () => {
    const program = compile('l.all(i, i.v == 1)', { variables: ['l'] });
    const inner = {
      get v() {
        return program({ l: [{ v: 1 }] }) === true ? 1 : 0;
      },
    };
    expect(compile('l.all(i, i.v == 1.0)', { variables: ['l'] })({ l: [inner, inner] })).toBe(true);
    expect(program({ l: [{ v: 1 }, inner] })).toBe(true);
  });

  it('P17: a value that is shared by all runs cannot be changed', () => {
    const program = compile('[1, 2]');
    expect(Object.isFrozen(program())).toBe(true);
    expect(program()).toEqual([1n, 2n]);
  });
});
