import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { CelError, type CompileOptions, compile } from '../../src/cel/index.ts';

type Declared = NonNullable<CompileOptions['functions']>[number];

const functions: readonly Declared[] = [
  { name: 'twice', params: ['int'], result: 'int', implementation: (n: bigint) => n * 2n },
  { name: 'twice', params: ['string'], result: 'string', implementation: (s: string) => s + s },
  { name: 'half', params: ['double'], result: 'double', implementation: (n: number) => n / 2 },
  {
    name: 'geo.country',
    params: ['string'],
    result: 'string',
    implementation: (ip: string) => `country of ${ip}`,
  },
  {
    name: 'plus',
    receiver: 'int',
    params: ['int', 'int', 'int', 'int', 'int'],
    result: 'int',
    implementation: (...all: bigint[]) => all.reduce((sum, one) => sum + one),
  },
  {
    name: 'either',
    params: ['T', 'T'],
    result: 'T',
    typeParams: ['T'],
    implementation: (first: unknown, second: unknown) => first ?? second,
  },
  {
    name: 'first',
    params: ['list(T)', 'T'],
    result: 'T',
    typeParams: ['T'],
    implementation: (list: readonly unknown[], other: unknown) => list[0] ?? other,
  },
  { name: 'tuple', params: ['T', 'U'], result: 'tuple(T, U)', typeParams: ['T', 'U'] },
  { name: 'swap', params: ['tuple(T, U)'], result: 'tuple(U, T)', typeParams: ['T', 'U'] },
  { name: 'absent', params: [], result: 'bool' },
];
const options: CompileOptions = { functions, types: ['tuple'], variables: ['x'] };

const celErrorOf = (act: () => unknown): CelError => {
  try {
    act();
  } catch (error) {
    if (error instanceof CelError) return error;
    throw error;
  }
  throw new Error('no error');
};

const refusalOf = (source: string, more: CompileOptions = {}): string[] =>
  celErrorOf(() => compile(source, { ...options, ...more })).mistakes.map(
    ({ code, message, help }) => `${code}: ${message}${help ? `; ${help}` : ''}`,
  );

describe('P17: functions that the host declares', () => {
  it.each<[string, string, unknown]>([
    ['twice(4)', 'int', 8n],
    ['twice("ab")', 'string', 'abab'],
    ['twice(x)', 'dyn', 6n],
    ['half(3.0)', 'double', 1.5],
    ['geo.country("1.2.3.4")', 'string', 'country of 1.2.3.4'],
    ['1.plus(2, 3, 4, 5, 6)', 'int', 21n],
    ['either("a", "b")', 'string', 'a'],
    ['either(x, "b")', 'dyn', 3n],
    ['first([], "b")', 'dyn', 'b'],
    ['[1, 2].map(i, twice(i))', 'list', [2n, 4n]],
    ['false && absent()', 'bool', false],
    ['absent() || true', 'bool', true],
    ['twice(2) == 4 ? "yes" : "no"', 'string', 'yes'],
  ])('P17: %s is checked, deduced and run', (source, type, value) => {
    const program = compile(source, options);
    expect(program.type).toBe(type);
    expect(program({ x: 3n })).toEqual(value);
  });

  it.each<[string, string]>([
    ['tuple(1, "a")', 'tuple'],
    ['swap(tuple(1, "a"))', 'tuple'],
    ['tuple(1, 2) == tuple(1, "a")', 'bool'],
    ['swap(x)', 'tuple'],
  ])('P17: %s has the type %s', (source, type) => {
    expect(compile(source, options).type).toBe(type);
  });

  it.each<[string, string]>([
    ['twice()', 'wrong-arity: `twice` takes 1 argument, not 0'],
    [
      'twice(1.5)',
      'type-mismatch: `twice` does not take a double here; it takes an int or a string',
    ],
    ['twce(1)', 'unknown-function: there is no function `twce`; did you mean `twice`?'],
    [
      'geo.county("a")',
      'unknown-function: there is no function `geo.county`; did you mean `geo.country`?',
    ],
    ['2.twice()', 'unknown-function: `twice` is not called on a value; write twice(...)'],
    [
      'plus(1, 2, 3, 4, 5, 6)',
      'unknown-function: `plus` is called on a value; write value.plus(...)',
    ],
    ['either(1, "a")', 'type-mismatch: `either` does not take an int and a string together'],
    [
      'swap(1)',
      'type-mismatch: `swap` does not take an int here; it takes a value of type `tuple`',
    ],
    ['tuple(1, 2) == 1', 'type-mismatch: a value of type `tuple` is never equal to an int'],
    [
      'twice("a") > 1',
      'type-mismatch: `>` cannot take a string and an int; convert one of them, as in string(value) or int(text)',
    ],
  ])('P17: %s is refused', (source, mistake) => {
    expect(refusalOf(source)).toEqual([mistake]);
  });

  it('P17: a name is looked up in the container, and a function goes before a variable', () => {
    const within: CompileOptions = { ...options, container: 'geo.europe', variables: ['geo'] };
    expect(compile('country("a")', within)()).toBe('country of a');
    expect(compile('geo.country("a")', within)({ geo: {} })).toBe('country of a');
    expect(refusalOf('[1].all(geo, geo.country("a") == "")')).toEqual([
      'unknown-function: there is no function `country`',
    ]);
  });

  it('P17: with JSON numbers, ints and doubles serve for each other', () => {
    const json: CompileOptions = { ...options, jsonNumbers: true };
    expect(compile('twice(x)', json)({ x: 4 })).toBe(8n);
    expect(compile('half(3) + x', json)({ x: 1 })).toBe(2.5);
    expect(compile('either(1, 2.5)', json).type).toBe('double');
    expect(celErrorOf(() => compile('half(x)', options)({ x: 3n })).code).toBe('no-such-overload');
    expect(celErrorOf(() => compile('half(x)', json)({ x: '3' })).code).toBe('no-such-overload');
  });

  it('P17: without a check, what does not fit is an error of the run', () => {
    const unchecked: CompileOptions = { ...options, check: false };
    for (const source of ['twice()', 'twice(1.5)', 'nothing(1)', '2.twice()']) {
      expect(celErrorOf(compile(source, unchecked)).code, source).toBe('no-such-overload');
    }
    expect(compile('true || twice()', unchecked)()).toBe(true);
  });
});

describe('P17: an implementation that does not keep its word', () => {
  const giving = (result: string, value: unknown, jsonNumbers = false): unknown =>
    compile('f()', {
      jsonNumbers,
      functions: [{ name: 'f', params: [], result, implementation: () => value }],
    })();

  it.each<[string, unknown]>([
    ['string', 1],
    ['string', undefined],
    ['string', Promise.resolve('a')],
    ['int', 1.5],
    ['int', 2n ** 63n],
    ['uint', -1],
    ['dyn', undefined],
    ['dyn', 2n ** 64n],
    ['dyn', () => 1],
    ['list', { length: 1 }],
    ['bool', 'true'],
  ])('P17: declared as %s it gives %o', (result, value) => {
    const error = celErrorOf(() => giving(result, value));
    expect([error.code, error.message, error.span]).toEqual([
      'no-such-overload',
      '`f` gave no value of its type',
      { start: 0, end: 3 },
    ]);
  });

  it('P17: numbers become those that were declared', () => {
    expect(giving('int', 7)).toBe(7n);
    expect(giving('double', 7n)).toBe(7);
    expect(giving('int', 7, true)).toBe(7n);
    expect(giving('null', null)).toBe(null);
    expect(celErrorOf(() => giving('double', Number.NaN, true)).code).toBe('not-finite');
  });

  test.each<[string, () => unknown]>([
    [
      'an error',
      () => {
        throw new Error('secret');
      },
    ],
    [
      'nothing',
      () => {
        throw undefined;
      },
    ],
    [
      'a stack overflow',
      function again(): unknown {
        return again();
      },
    ],
  ])('P17: it throws %s', (_, implementation) => {
    const program = compile('f() || x', {
      variables: ['x'],
      functions: [{ name: 'f', params: [], result: 'bool', implementation }],
    });
    expect(program({ x: true })).toBe(true);
    const error = celErrorOf(() => program({ x: false }));
    expect([error.code, error.message]).toEqual(['invalid-argument', '`f` failed']);
  });

  it('P17: it is absent, and its call is reached', () => {
    const error = celErrorOf(compile('absent()', options));
    expect([error.code, error.message]).toEqual([
      'no-such-overload',
      '`absent` has no implementation',
    ]);
  });

  it('P15: what it is given has been checked and charged', () => {
    const seen: unknown[] = [];
    const count = {
      name: 'count',
      params: ['dyn'],
      result: 'int',
      implementation: (list: unknown[]) => {
        seen.push(list);
        return list.length;
      },
    };
    const program = compile('count(x)', { variables: ['x'], functions: [count], steps: 1_000 });
    expect(program({ x: [1, [2]] })).toBe(2n);
    expect(celErrorOf(() => program({ x: [1, [() => 1]] })).code).toBe('not-json');
    expect(celErrorOf(() => program({ x: new Array(10_000).fill(1) })).code).toBe('budget');
    expect(seen).toHaveLength(1);
  });

  it('P17: whatever it gives, the program gives a value or a coded error', () => {
    const result = fc.constantFrom('dyn', 'int', 'string', 'list', 'map', 'bool', 'double');
    fc.assert(
      fc.property(result, fc.anything(), (type, value) => {
        try {
          giving(type, value);
        } catch (error) {
          expect(error).toBeInstanceOf(CelError);
        }
      }),
      { seed: 17, numRuns: 500 },
    );
  });
});

describe('P17: a declaration that is none', () => {
  const declaring =
    (declared: Partial<Declared>, types: readonly string[] = []) =>
    () =>
      compile('true', {
        types,
        functions: [{ name: 'f', params: [], result: 'int', ...declared }],
      });

  it.each<[string, () => unknown, string]>([
    ['no name', declaring({ name: 'a b' }), '`a b` is not a name of a function'],
    [
      'a qualified name on a value',
      declaring({ name: 'a.f', receiver: 'int' }),
      '`a.f` is not a name of a function',
    ],
    ['a name of the library', declaring({ name: 'size' }), '`size` is a function of CEL already'],
    ['a built-in', declaring({ name: 'matches' }), '`matches` is a function of CEL already'],
    ['a macro', declaring({ name: 'exists' }), '`exists` is a function of CEL already'],
    ['has', declaring({ name: 'has' }), '`has` is a function of CEL already'],
    ['cel.bind', declaring({ name: 'cel.bind' }), '`cel.bind` is a function of CEL already'],
    ['a misspelled type', declaring({ params: ['strng'] }), '`strng` is not a type of CEL'],
    [
      'a misspelled part',
      declaring({ params: ['list(strng)'] }),
      '`list(strng)` is not a type of CEL',
    ],
    ['no type', declaring({ result: 'list(int' }), '`list(int` is not a type of CEL'],
    [
      'a type parameter of a type’s name',
      declaring({ typeParams: ['int'] }),
      '`int` is not a name of a type parameter',
    ],
    [
      'an opaque type of a type’s name',
      declaring({}, ['map']),
      '`map` is not a name of a type of your own',
    ],
    [
      'an implementation for what has no values',
      declaring({ result: 'money', implementation: () => 1 }, ['money']),
      '`f` has an implementation, but `money` has no values',
    ],
  ])('P17: %s', (_, act, message) => {
    expect(act).toThrow(new TypeError(message));
  });
});
