import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/json/canonical.ts';

describe('A03: the canonical form', () => {
  const name = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '__proto__',
      'constructor',
      '10',
      '9',
      '09',
      '-1',
      '1.5',
      'toJSON',
      '',
      '\ud800',
    ),
  );
  const { json } = fc.letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(null, true, false, -0, 1e21, 5e-324, '\udfff', '\u2028'),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.string({ unit: 'binary' }),
      fc.array(tie('json')),
      fc.dictionary(name, tie('json'), { noNullPrototype: false }),
    ),
  }));

  test('is that of a library written for nothing else', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value));
      }),
      { numRuns: 5_000 },
    );
  });

  test('reads back as the value', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.stringify(JSON.parse(canonicalJson(value)))).toBe(
          JSON.stringify(JSON.parse(canonicalize(value) ?? '')),
        );
      }),
    );
  });

  test('sorts by code units, at every depth, and leaves absent members out', () => {
    const value = {
      b: [{ z: 1, y: undefined, a: null }],
      '\ufb33': 1,
      '\ud83d\ude00': 2,
      10: 0,
      9: 0,
    };
    expect(canonicalJson(value)).toBe(
      '{"10":0,"9":0,"b":[{"a":null,"z":1}],"\ud83d\ude00":2,"\ufb33":1}',
    );
  });

  test('leaves its value as it is', () => {
    const value = Object.freeze({ b: Object.freeze({ d: 1, c: 2 }), a: 1 });
    canonicalJson(value);
    expect(Object.keys(value)).toEqual(['b', 'a']);
  });

  test.each([
    ['NaN', Number.NaN],
    ['an infinite number', [Number.POSITIVE_INFINITY]],
    ['a large integer type', { a: 1n }],
    ['nothing', undefined],
    ['a function', () => 1],
  ])('refuses %s', (_, value) => {
    expect(() => canonicalJson(value)).toThrow();
  });
});
