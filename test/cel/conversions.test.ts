import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../src/cel/library/duration.ts';
import { Timestamp, Uint } from '../../src/cel/value.ts';
import { call } from './library-call.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

const INVALID = '!invalid-argument';
const OVERFLOW = '!overflow';

/** Function, argument, result. */
const CONVERSIONS: readonly (readonly [string, unknown, unknown])[] = [
  ['int', 1.9, 1n],
  ['int', -7.9, -7n],
  ['int', -0.5, 0n],
  ['int', 2 ** 63 - 1024, 2n ** 63n - 1024n],
  ['int', 2 ** 63, OVERFLOW],
  ['int', -(2 ** 63), OVERFLOW],
  ['int', -(2 ** 63) + 1024, -(2n ** 63n) + 1024n],
  ['int', 1e99, OVERFLOW],
  ['int', Number.NaN, OVERFLOW],
  ['int', Number.POSITIVE_INFINITY, OVERFLOW],
  ['int', new Uint(2n ** 63n - 1n), 2n ** 63n - 1n],
  ['int', new Uint(2n ** 63n), OVERFLOW],
  ['int', '987', 987n],
  ['int', '-9223372036854775808', -(2n ** 63n)],
  ['int', '9223372036854775807', 2n ** 63n - 1n],
  ['int', '9223372036854775808', OVERFLOW],
  ['int', `${'0'.repeat(1000)}7`, 7n],
  ['int', '9'.repeat(1000), OVERFLOW],
  ['int', '+5', 5n],
  ['int', '-0', 0n],
  ['int', '', INVALID],
  ['int', '-', INVALID],
  ['int', ' 1', INVALID],
  ['int', '1\n', INVALID],
  ['int', '0b11', INVALID],
  ['int', '0x10', INVALID],
  ['int', '1_000', INVALID],
  ['int', '1.0', INVALID],
  ['int', '1e3', INVALID],
  ['int', '１', INVALID],
  ['int', true, '!no-such-overload'],
  ['uint', 1729n, new Uint(1729n)],
  ['uint', -1n, OVERFLOW],
  ['uint', 25.5, new Uint(25n)],
  ['uint', -0.5, OVERFLOW],
  ['uint', -0, new Uint(0n)],
  ['uint', -1, OVERFLOW],
  ['uint', 2 ** 64, OVERFLOW],
  ['uint', Number.NaN, OVERFLOW],
  ['uint', '18446744073709551615', new Uint(2n ** 64n - 1n)],
  ['uint', '18446744073709551616', OVERFLOW],
  ['uint', '+1', INVALID],
  ['uint', '-1', INVALID],
  ['uint', '1u', INVALID],
  ['uint', '', INVALID],
  ['double', 9_223_372_036_854_775_807n, 2 ** 63],
  ['double', new Uint(2n ** 64n - 1n), 2 ** 64],
  ['double', '-0.0', -0],
  ['double', '6.02214e23', 6.02214e23],
  ['double', '-5.43E-21', -5.43e-21],
  ['double', '.5', 0.5],
  ['double', '5.', 5],
  ['double', 'NaN', Number.NaN],
  ['double', 'Infinity', Number.POSITIVE_INFINITY],
  ['double', '-inf', Number.NEGATIVE_INFINITY],
  ['double', '1e-400', 0],
  ['double', '1e400', OVERFLOW],
  ['double', '0x10', INVALID],
  ['double', '', INVALID],
  ['double', ' 1', INVALID],
  ['double', '.', INVALID],
  ['double', 'e5', INVALID],
  ['double', '1e', INVALID],
  ['double', '1_0', INVALID],
  ['double', 'Infinit', INVALID],
  ['bool', 'TRUE', true],
  ['bool', 't', true],
  ['bool', '1', true],
  ['bool', 'False', false],
  ['bool', '0', false],
  ['bool', 'TrUe', INVALID],
  ['bool', 'yes', INVALID],
  ['bool', '', INVALID],
  ['bool', 1n, '!no-such-overload'],
  ['string', true, 'true'],
  ['string', -456n, '-456'],
  ['string', new Uint(9876n), '9876'],
  ['string', 123.456, '123.456'],
  ['string', -4.5e-3, '-0.0045'],
  ['string', 1290, '1290'],
  ['string', 1e21, '1e+21'],
  ['string', 1e-7, '1e-7'],
  ['string', -0, '-0'],
  ['string', Number.NaN, 'NaN'],
  ['string', Number.NEGATIVE_INFINITY, '-Infinity'],
  ['string', new Timestamp(0, 0), '1970-01-01T00:00:00Z'],
  ['string', new Timestamp(-1, 500_000_000), '1969-12-31T23:59:59.5Z'],
  ['string', parseDuration('-1.5h'), '-5400s'],
  ['string', bytes(0xc3, 0xbf), 'ÿ'],
  ['string', bytes(0xef, 0xbb, 0xbf, 0x61), '\ufeffa'],
  ['bytes', 'ÿ', bytes(0xc3, 0xbf)],
  ['bytes', '😀', bytes(0xf0, 0x9f, 0x98, 0x80)],
  ['bytes', '\ud83d', INVALID],
  ['bytes', '\ude00\ud83d', INVALID],
];

describe('P17: conversions', () => {
  it.each(CONVERSIONS)('%s(%o) is %o', (name, argument, expected) => {
    expect(call(name, argument)).toEqual(expected);
  });

  it('refuse invalid UTF-8: overlong forms, surrogates, cut sequences, and what lies beyond Unicode', () => {
    for (const invalid of [
      bytes(0x00, 0xff),
      bytes(0x80),
      bytes(0xc0, 0x80),
      bytes(0xc1, 0xbf),
      bytes(0xc3),
      bytes(0xe0, 0x80, 0x80),
      bytes(0xed, 0xa0, 0x80),
      bytes(0xe2, 0x82),
      bytes(0xf0, 0x8f, 0xbf, 0xbf),
      bytes(0xf4, 0x90, 0x80, 0x80),
      bytes(0xf5, 0x80, 0x80, 0x80),
      bytes(0xf0, 0x9f, 0x98),
    ]) {
      expect(call('string', invalid)).toBe(INVALID);
    }
  });

  it('judge bytes as the strict decoder does', () => {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const likely = fc.constantFrom(
      0x41,
      0x80,
      0xbf,
      0xc2,
      0xe0,
      0xa0,
      0xed,
      0x9f,
      0xf0,
      0x90,
      0xf4,
      0x8f,
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(likely, fc.nat(255)), { maxLength: 8 }), (values) => {
        let expected: unknown = INVALID;
        try {
          expected = decoder.decode(Uint8Array.from(values));
        } catch {
          // Not UTF-8.
        }
        expect(call('string', Uint8Array.from(values))).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('come back: value to text to value', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        expect(call('int', call('string', value))).toBe(value);
      }),
    );
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
        expect(call('uint', call('string', new Uint(value)))).toEqual(new Uint(value));
      }),
    );
    fc.assert(
      fc.property(fc.double(), (value) => {
        expect(call('double', call('string', value))).toBe(value);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(call('string', call('bytes', text))).toBe(text);
      }),
    );
  });
});
