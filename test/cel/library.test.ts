import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admitJson } from '../../src/cel/compile/admit.ts';
import { readContents } from '../../src/cel/compile/contents.ts';
import { NodeFaults } from '../../src/cel/compile/node-faults.ts';
import { Frame, type Overload } from '../../src/cel/environment.ts';
import { Problem } from '../../src/cel/fault.ts';
import { kindOf } from '../../src/cel/kind.ts';
import { LIBRARY } from '../../src/cel/library/library.ts';
import { kindsOf } from '../../src/cel/library/overload.ts';
import {
  CelMap,
  Duration,
  type Kind,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
} from '../../src/cel/value.ts';
import { call, on, overloadOf } from './library-call.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    '',
    '-1',
    '1e400',
    '%s',
    '%f%d',
    '2024-02-30T00:00:00Z',
    '1h',
    '+02:00',
    'UTC',
    'x/y',
  ),
  fc.constantFrom('https://a@b', '/a/../b', '\ud83d', '__proto__', 'Europe/Berlin', '*?', '\0'),
);
const int = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -2n, max: 15n }),
);
const anything: fc.Arbitrary<unknown> = fc.oneof(
  text,
  int,
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.jsonValue(),
  fc.constant(Optional.none),
);

/** Any value of a kind, the unusual ones first. */
const VALUES: Readonly<Record<Kind | 'dyn', fc.Arbitrary<unknown>>> = {
  null_type: fc.constant(null),
  bool: fc.boolean(),
  int,
  uint: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => new Uint(value)),
  double: fc.double(),
  string: text,
  bytes: fc.uint8Array({ maxLength: 8 }),
  list: fc.array(anything, { maxLength: 4 }),
  map: fc.oneof(
    fc.dictionary(text, anything, { maxKeys: 4 }),
    fc
      .array(fc.tuple(fc.oneof(text, int, fc.boolean()), anything), { maxLength: 4 })
      .map((entries) => {
        const map = new CelMap();
        for (const [key, value] of entries) map.add(key, value);
        return map;
      }),
  ),
  'google.protobuf.Timestamp': fc
    .tuple(fc.integer({ min: -62_135_596_800, max: 253_402_300_799 }), fc.nat(999_999_999))
    .map(([seconds, nanos]) => new Timestamp(seconds, nanos)),
  'google.protobuf.Duration': fc
    .tuple(fc.integer({ min: -9_000_000_000, max: 9_000_000_000 }), fc.nat(999_999_999))
    .map(([seconds, nanos]) => new Duration(seconds, seconds < 0 ? -nanos : nanos)),
  type: fc.constantFrom('int', 'list').map((name) => new TypeValue(name)),
  optional_type: fc.oneof(fc.constant(Optional.none), anything.map(Optional.of)),
  dyn: anything,
};

const OVERLOADS = [...LIBRARY].flatMap(([name, overloads]) =>
  overloads.map((overload) => ({
    signature: `${overload.receiver === undefined ? '' : `${overload.receiver}.`}${name}(${overload.params.join(', ')})`,
    overload,
  })),
);

describe('P17: the library', () => {
  it('has these functions', () => {
    expect([...LIBRARY.keys()].sort()).toEqual(
      `bool bytes charAt contains double duration endsWith format getDate getDayOfMonth getDayOfWeek
      getDayOfYear getFullYear getHours getMilliseconds getMinutes getMonth getSeconds glob hasValue host
      indexOf int join lastIndexOf lowerAscii optional.none optional.of optional.ofNonZeroValue
      replace reverse size split startsWith string strings.quote substring timestamp trim uint upperAscii
      value within`.split(/\s+/),
    );
  });

  it.each(OVERLOADS)(
    '$signature gives a value of its kind or a problem, whatever it is given',
    ({ overload }) => {
      fc.assert(
        fc.property(
          fc.tuple(...kindsOf(overload).map((kind) => VALUES[kind as Kind | 'dyn'])),
          (values) => {
            const cost = overload.cost?.(...values) ?? 0;
            expect(cost).toBeGreaterThanOrEqual(0);
            expect(Number.isFinite(cost)).toBe(true);
            const result = overload.call(...values);
            if (result instanceof Problem || overload.result === 'dyn') return;
            expect(kindOf(result)).toBe(overload.result);
          },
        ),
        { numRuns: 200 },
      );
    },
  );

  it('says what is wrong in one line, with the code of its kind', () => {
    expect(overloadOf('int', ['x'])?.call('x')).toEqual(
      new Problem('invalid-argument', 'text is not a whole decimal number'),
    );
    const problems = [
      call('int', 1e99),
      on('a', 'charAt', 5n),
      on(Optional.none, 'value'),
      on('%d', 'format', []),
    ];
    expect(problems).toEqual([
      '!overflow',
      '!index-out-of-range',
      '!invalid-argument',
      '!index-out-of-range',
    ]);
  });

  it.each([
    [null, false],
    [false, false],
    [0, false],
    [-0, false],
    [0n, false],
    ['', false],
    [[], false],
    [{}, false],
    [new CelMap(), false],
    [new Uint(0n), false],
    [new Uint8Array(), false],
    [new Duration(0, 0), false],
    [new Timestamp(0, 0), false],
    [Optional.none, false],
    [true, true],
    [Number.NaN, true],
    [[0], true],
    [{ a: null }, true],
    [JSON.parse('{"__proto__": 1}'), true],
    [new Duration(0, -1), true],
    [Optional.of(0), true],
    [new TypeValue('int'), true],
  ])('optional.ofNonZeroValue(%o) is present: %s', (value, present) => {
    const optional = call('optional.ofNonZeroValue', value);
    expect(on(optional, 'hasValue')).toBe(present);
    expect(on(optional, 'value')).toEqual(present ? value : '!invalid-argument');
  });

  it('keeps whatever optional.of is given', () => {
    for (const value of [null, 0, '', Optional.none]) {
      expect(on(call('optional.of', value), 'value')).toBe(value);
    }
  });
});

/** Functions at their worst; each makes arguments of a size. */
const WORST: readonly (readonly [string, boolean, (size: number) => unknown[]])[] = [
  ['size', false, (size) => ['😀'.repeat(size)]],
  [
    'size',
    false,
    (size) => [Object.fromEntries(Array.from({ length: size / 10 }, (_, key) => [`k${key}`, 0]))],
  ],
  ['contains', true, (size) => ['a'.repeat(size), `b${'a'.repeat(size / 2)}`]],
  ['contains', true, (size) => ['a'.repeat(size), `${'a'.repeat(15)}b`]],
  ['indexOf', true, (size) => ['😀'.repeat(size), 'b']],
  ['lastIndexOf', true, (size) => ['a'.repeat(size), `${'a'.repeat(size / 2)}b`]],
  ['substring', true, (size) => ['😀'.repeat(size), BigInt(size >> 1)]],
  ['reverse', true, (size) => ['漢'.repeat(size)]],
  ['split', true, (size) => ['漢'.repeat(size), '']],
  ['split', true, (size) => ['漢,'.repeat(size), ',']],
  ['replace', true, (size) => ['a'.repeat(size), '', 'xyz']],
  ['replace', true, (size) => ['a'.repeat(1000), 'a', 'x'.repeat(size)]],
  ['lowerAscii', true, (size) => ['ÄaB'.repeat(size)]],
  ['trim', true, (size) => [' '.repeat(size)]],
  ['strings.quote', false, (size) => ['"'.repeat(size)]],
  ['join', true, (size) => [Array(size / 10).fill('a'), 'x'.repeat(100)]],
  ['format', true, (size) => ['%.100f'.repeat(size / 100), Array(size / 100).fill(1.7e308)]],
  ['format', true, (size) => ['%.100e'.repeat(size / 100), Array(size / 100).fill(1.7e-308)]],
  ['format', true, (size) => ['%s', [Array(size).fill({ a: 1.5 })]]],
  ['format', true, (size) => ['%x', ['漢'.repeat(size)]]],
  ['int', false, (size) => ['0'.repeat(size)]],
  ['double', false, (size) => [`${'1'.repeat(size)}x`]],
  ['bytes', false, (size) => ['漢'.repeat(size)]],
  ['string', false, (size) => [new TextEncoder().encode('漢'.repeat(size))]],
  ['timestamp', false, (size) => ['1'.repeat(size)]],
  ['duration', false, (size) => ['1'.repeat(size)]],
  ['glob', false, (size) => ['a'.repeat(size), `*${'a'.repeat(50)}b`]],
  ['glob', false, (size) => ['a'.repeat(size), `*${'a?'.repeat(size / 2)}b`]],
  ['host', false, (size) => [`https://${'ä.'.repeat(size)}com`]],
  ['host', false, (size) => [`https://${'@'.repeat(size)}com`]],
  ['within', false, (size) => ['/a'.repeat(size), '/../b'.repeat(size)]],
];

/** What a call costs, and what its values hold where it reads that too; no more than 200,000. */
function costOf(overload: Overload, values: readonly unknown[]): number {
  const frame = new Frame({}, 200_000);
  if (overload.deep === true) {
    const faults = new NodeFaults({ start: 0, end: 0 });
    for (const value of values) readContents(value, 0, admitJson, faults, frame);
  }
  return (overload.cost?.(...values) ?? 0) + 200_000 - frame.steps;
}

describe('P15: costs bound time and memory', () => {
  it.each(WORST)(
    '%s (method: %s) stays fast on all that 100,000 steps can buy',
    (name, method, make) => {
      const overload = overloadOf(name, make(100), method);
      expect(overload).toBeDefined();
      if (overload === undefined) return;
      let size = 100;
      while (size < 1e7 && costOf(overload, make(size * 2)) <= 100_000) size *= 2;
      const values = make(size);
      const times = [1, 2, 3].map(() => {
        const start = process.cpuUsage();
        overload.call(...values);
        const { user, system } = process.cpuUsage(start);
        return (user + system) / 1000;
      });
      // About 20 ms at most when the machine does nothing else.
      expect(Math.min(...times)).toBeLessThan(300);
      const result = overload.call(...values);
      if (typeof result === 'string') expect(result.length).toBeLessThan(5e6);
      if (Array.isArray(result)) expect(result.length).toBeLessThanOrEqual(200_000);
    },
  );

  it('weighing an endless-looking value ends', () => {
    let value: unknown = ['x'];
    for (let level = 0; level < 60; level += 1) value = [value, value];
    const overload = overloadOf('format', ['%s', [value]], true);
    const start = performance.now();
    expect(overload && costOf(overload, ['%s', [value]])).toBeGreaterThan(100_000);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
