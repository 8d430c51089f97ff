import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../src/cel/library/duration.ts';
import { CelMap, Optional, Timestamp, TypeValue, Uint } from '../../src/cel/value.ts';
import { on } from './library-call.ts';

const INVALID = '!invalid-argument';

const mapOf = (...entries: [unknown, unknown][]): CelMap => {
  const map = new CelMap();
  for (const [key, value] of entries) map.add(key, value);
  return map;
};

const nested = (depth: number): unknown => {
  let value: unknown = 1n;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
};

describe('P17: format', () => {
  it.each<[string, unknown[], string]>([
    ['no clause', [], 'no clause'],
    ['%% and %s%%', ['x'], '% and x%'],
    ['%s %s', ['a', 'b'], 'a b'],
    ['%s', [null], 'null'],
    ['%s', [-0], '-0'],
    ['%s', [1290], '1290'],
    ['%s', [new Uint(7n)], '7'],
    ['%s', [Uint8Array.of(120, 121)], 'xy'],
    ['%s', [Uint8Array.of(255)], INVALID],
    ['%s', [new TypeValue('string')], 'string'],
    ['%s', [new Timestamp(0, 0)], '1970-01-01T00:00:00Z'],
    ['%s', [parseDuration('1h45m47s')], '6347s'],
    ['%s', [['a', 3.14, null, [9n, true]]], '[a, 3.14, null, [9, true]]'],
    ['%s', [{ b: 1, a: { c: [] } }], '{a: {c: []}, b: 1}'],
    ['%s', [JSON.parse('{"__proto__": 1}')], '{__proto__: 1}'],
    ['%s', [mapOf([true, 1n], [2n, 'x'], ['k', null])], '{2: x, k: null, true: 1}'],
    ['%s', [Optional.none], INVALID],
    ['%s', [new Date(0)], INVALID],
    ['%s', [undefined], INVALID],
    ['%d', [-5n], '-5'],
    ['%d', [new Uint(2n ** 64n - 1n)], '18446744073709551615'],
    ['%d', [1000], '1000'],
    ['%d', [1.5], INVALID],
    ['%d', [Number.NaN], 'NaN'],
    ['%d', ['5'], INVALID],
    ['%b', [-5n], '-101'],
    ['%b', [true], '1'],
    ['%b', [false], '0'],
    ['%b', ['a'], INVALID],
    ['%o', [11n], '13'],
    ['%o', [true], INVALID],
    ['%x %X', [30n, 30n], '1e 1E'],
    ['%x %X', ['ÿ/', Uint8Array.of(0, 171)], 'c3bf2f 00AB'],
    ['%x', [0.5], INVALID],
    ['%x', ['\ud83d'], INVALID],
    ['%f', [2.375], '2.375000'],
    ['%.0f', [2.5], '2'],
    ['%.0f', [3.5], '4'],
    ['%.0f', [0.5], '0'],
    ['%.0f', [-0.5], '-0'],
    ['%.1f', [0.25], '0.2'],
    ['%.1f', [0.35], '0.3'],
    ['%.2f', [1.005], '1.00'],
    ['%.3f', [-123.4999], '-123.500'],
    ['%.2f', [1e21], '1000000000000000000000.00'],
    ['%.0f', [2 ** 70], '1180591620717411303424'],
    ['%.100f', [0.1], '0.1000000000000000055511151231257827021181583404541015625'.padEnd(102, '0')],
    ['%f', [Number.NEGATIVE_INFINITY], '-Infinity'],
    ['%.1f', [5n], '5.0'],
    ['%f', ['1'], INVALID],
    ['%e', [2.375], '2.375000e+00'],
    ['%.0e', [25], '2e+01'],
    ['%.0e', [35], '4e+01'],
    ['%.1e', [0.000125], '1.3e-04'],
    ['%.2e', [0.00390625], '3.91e-03'],
    ['%.1e', [0.03125], '3.1e-02'],
    ['%.1e', [1.25e100], '1.2e+100'],
    ['%e', [0], '0.000000e+00'],
    ['%.101f', [1], INVALID],
    ['%.99999999999999999999f', [1], INVALID],
    ['%.3s', ['a'], INVALID],
    ['%.f', [1], INVALID],
    ['%E', [0.5], INVALID],
    ['%a', [1n], INVALID],
    ['%', [1n], INVALID],
    ['%5d', [1n], INVALID],
    ['%-d', [1n], INVALID],
    ['%.%', [1n], INVALID],
    ['%😀', [1n], INVALID],
    ['%d %d %d', [0n, 1n], '!index-out-of-range'],
    ['%d', [0n, 1n], '0'],
  ])('%j of %o is %j', (template, values, expected) => {
    expect(on(template, 'format', values)).toBe(expected);
  });

  it('writes lists as deep as arguments can be, and no deeper', () => {
    expect(on('%s', 'format', [nested(60)])).toContain('[1]');
    expect(on('%s', 'format', [nested(100_000)])).toBe(INVALID);
  });

  it('rounds halves to even, and everything else as toFixed and toExponential do', () => {
    const decimals = fc.nat(20);
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -1e15, max: 1e15 }),
        decimals,
        (value, precision) => {
          const fixed = String(on(`%.${precision}f`, 'format', [value]));
          const scaled = Math.abs(value) * 2 ** (precision + 1);
          if (scaled % 2 === 1) expect(Number(fixed.at(-1)) % 2).toBe(0);
          else expect(fixed).toBe(`${Object.is(value, -0) ? '-' : ''}${value.toFixed(precision)}`);
        },
      ),
    );
    fc.assert(
      fc.property(fc.integer({ min: -9_999, max: 9_999 }), (halves) => {
        const value = halves + 0.5;
        const fixed = Number(on('%.0f', 'format', [value]));
        expect(Math.abs(fixed % 2)).toBe(0);
        expect(Math.abs(fixed - value)).toBe(0.5);
      }),
    );
  });

  it('writes integers in all bases so that they read back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), (value) => {
        expect(BigInt(String(on('%d', 'format', [value])))).toBe(value);
        expect(BigInt(`0x${on('%x', 'format', [value])}`)).toBe(value);
        expect(BigInt(`0o${on('%o', 'format', [value])}`)).toBe(value);
        expect(BigInt(`0b${on('%b', 'format', [value])}`)).toBe(value);
      }),
    );
  });
});
