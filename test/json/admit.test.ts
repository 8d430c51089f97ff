import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { admitJson, JSON_LIMITS } from '../../src/json/admit.ts';
import { canonicalJson } from '../../src/json/canonical.ts';
import { anyValue } from '../policy/generate/any-value.ts';

const explode = (): never => {
  throw new Error('read');
};

const messageOf = (value: unknown, limits = JSON_LIMITS): string => {
  const admission = admitJson(value, limits);
  return admission.ok ? 'admitted' : admission.message;
};

const nested = (levels: number, wrap: (value: unknown) => unknown): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = wrap(value);
  return value;
};

const absentMembers = (count: number): object =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, undefined]));

const SHARED = {};

const inList = (value: unknown): unknown => [value];
const inObject = (value: unknown): unknown => ({ a: value });

class Price {
  readonly amount = 1;
}

/** Counts how often it is looked at. */
function counting(target: object, answers: ProxyHandler<object>): { proxy: object; looks: number } {
  const seen = { proxy: target, looks: 0 };
  const handler = Object.fromEntries(
    Object.entries(answers).map(([trap, answer]) => [
      trap,
      (...parts: unknown[]) => {
        seen.looks += 1;
        return Reflect.apply(answer, undefined, parts);
      },
    ]),
  );
  seen.proxy = new Proxy(target, handler);
  return seen;
}

describe('A10: JSON is copied', () => {
  test('what JSON.parse gives is admitted as an equal copy, frozen through and through', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        const value: unknown = JSON.parse(text, (_, part) =>
          typeof part === 'number' && Math.abs(part) > Number.MAX_SAFE_INTEGER ? 7 : part,
        );
        const admission = admitJson(value);
        expect(admission.ok).toBe(true);
        if (!admission.ok) return;
        expect(canonicalJson(admission.value)).toBe(canonicalJson(value));
        const parts: unknown[] = [admission.value];
        for (const part of parts) {
          expect(Object.isFrozen(part)).toBe(true);
          if (typeof part === 'object' && part !== null) parts.push(...Object.values(part));
        }
      }),
      { seed: 3 },
    );
  });

  test('a later change of the value does not reach the copy', () => {
    const value = { list: [{ amount: 1 }] };
    const admission = admitJson(value);
    value.list[0] = { amount: 2 };
    expect(admission).toEqual({ ok: true, value: { list: [{ amount: 1 }] } });
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'toJSON', 'length'])(
    'the key `%s` stays a key of its own and changes no prototype',
    (key) => {
      const text = `{${JSON.stringify(key)}:{"polluted":true}}`;
      const admission = admitJson(JSON.parse(text));
      if (!admission.ok) throw new Error(admission.message);
      expect(JSON.stringify(admission.value)).toBe(text);
      expect(Object.getPrototypeOf(admission.value)).toBe(Object.prototype);
      expect(Reflect.get({}, 'polluted')).toBe(undefined);
    },
  );

  test.each<[string, unknown, unknown]>([
    ['an undefined member is absent', { a: undefined, b: 1 }, { b: 1 }],
    ['no prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    [
      'a getter is read',
      Object.defineProperty({}, 'a', { get: () => 1, enumerable: true }),
      { a: 1 },
    ],
    ['what does not enumerate is absent', Object.defineProperty({}, 'a', { value: 1 }), {}],
    ['a faithful Proxy is read', new Proxy({ a: [1] }, {}), { a: [1] }],
    ['a negative zero is zero', [-0], [0]],
    ['the largest whole number', [2 ** 53 - 1, 1 - 2 ** 53], [2 ** 53 - 1, 1 - 2 ** 53]],
    ['the same object twice', [SHARED, SHARED], [{}, {}]],
  ])('%s', (_, value, copy) => {
    const admission = admitJson(value);
    expect(admission).toStrictEqual({ ok: true, value: copy });
  });

  test('every part is read once', () => {
    let reads = 0;
    const value = Object.defineProperty({}, 'amount', {
      enumerable: true,
      get: () => {
        reads += 1;
        return reads;
      },
    });
    expect(admitJson(value)).toEqual({ ok: true, value: { amount: 1 } });
    expect(reads).toBe(1);
  });
});

describe('A10: what is not JSON is refused, by its place', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = [cyclic];
  const revocable = Proxy.revocable({}, {});
  revocable.revoke();

  test.each<[string, () => unknown]>([
    ['the value is undefined; write null for nothing', () => undefined],
    ['the value is a function, which JSON does not have', () => explode],
    ['the value is not finite', () => Number.NaN],
    [
      '`param.items[3].price` is not finite',
      () => ({ param: { items: [1, 2, 3, { price: Number.POSITIVE_INFINITY }] } }),
    ],
    ['`[0]` is undefined; write null for nothing', () => [undefined]],
    ['`a` is a function, which JSON does not have', () => ({ a: explode })],
    ['`a` is a symbol, which JSON does not have', () => ({ a: Symbol('s') })],
    ['`a` is a bigint, which JSON does not have; write it as text', () => ({ a: 1n })],
    ['`a` is an integer that has lost digits; write it as text', () => ({ a: 2 ** 53 })],
    ['`a` is an integer that has lost digits; write it as text', () => ({ a: -(2 ** 53) })],
    ['`a` is an integer that has lost digits; write it as text', () => ({ a: 1e300 })],
    ['`a` is no plain object; convert it to JSON first', () => ({ a: new Date(0) })],
    ['`a` is no plain object; convert it to JSON first', () => ({ a: new Map() })],
    ['`a` is no plain object; convert it to JSON first', () => ({ a: new Price() })],
    ['`a` is no plain object; convert it to JSON first', () => ({ a: Object.create({}) })],
    ['`a` is no plain object; convert it to JSON first', () => ({ a: Object('text') })],
    ['`a` is no plain object; convert it to JSON first', () => ({ a: new Uint8Array(3) })],
    ['`a` is no plain list', () => ({ a: new (class extends Array {})() })],
    ['`a` is a list with gaps; write null for nothing', () => ({ a: new Array(3) })],
    ['`a` is a list with members beside its elements', () => ({ a: Object.assign([1], { b: 1 }) })],
    ['`a` has a symbol as a key', () => ({ a: { [Symbol('s')]: 1 } })],
    ['`a` has a symbol as a key', () => ({ a: Object.assign([], { [Symbol('s')]: 1 }) })],
    ['`self[0]` contains itself', () => cyclic],
    ['`a` holds half of a surrogate pair, which is no character', () => ({ a: '\ud800' })],
    ['`a` holds half of a surrogate pair, which is no character', () => ({ a: 'x\udc00\ud800' })],
    [
      '`["\\udfff"]` holds half of a surrogate pair, which is no character',
      () => ({ '\udfff': 1 }),
    ],
    [
      '`a` could not be read',
      () => Object.defineProperty({}, 'a', { get: explode, enumerable: true }),
    ],
    ['`a` could not be read', () => ({ a: new Proxy({}, { ownKeys: explode }) })],
    ['`a` could not be read', () => ({ a: new Proxy([], { get: explode }) })],
    ['`a` could not be read', () => ({ a: new Proxy([], { get: () => '1' }) })],
    ['`a` could not be read', () => ({ a: revocable.proxy })],
  ])('%s', (message, make) => {
    expect(messageOf(make())).toBe(message);
  });

  test('a long and strange path is shortened and shown on one line', () => {
    const deep = nested(20, (value) => ({ [`a\n\u202e\`${'x'.repeat(1000)}`]: [value] }));
    const message = messageOf({ deep, bad: nested(20, inObject) }, { depth: 64, bytes: 30_000 });
    expect(message).toBe('admitted');
    const refused = messageOf(
      nested(20, (value) => ({ [`\n\u202e\`${'x'.repeat(99)}`]: value === 1 ? 1n : value })),
    );
    expect(refused).toMatch(/^`\["\\n\\u\{202e\}'x{37}…"\].*…\[.*\]` is a bigint/);
    expect(refused.length).toBeLessThan(600);
  });

  test('anything at all is admitted as JSON or refused with a line of text, and nothing is thrown', () => {
    fc.assert(
      fc.property(anyValue(), (recipe) => {
        const admission = admitJson(recipe());
        if (admission.ok) {
          expect(JSON.parse(JSON.stringify(admission.value))).toEqual(admission.value);
        } else {
          expect(admission.message).toMatch(/^[^\n]{5,600}$/);
        }
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});

describe('A10: limits', () => {
  test.each([
    ['lists', inList],
    ['objects', inObject],
  ])('64 %s inside each other are admitted, 65 are not', (_, wrap) => {
    expect(messageOf(nested(64, wrap))).toBe('admitted');
    expect(messageOf(nested(65, wrap))).toBe('the value is nested deeper than 64 levels');
    expect(messageOf(nested(1_000_000, wrap))).toBe('the value is nested deeper than 64 levels');
  });

  test('the size is that of the JSON text in UTF-8, to the byte', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }), (value) => {
        const exact = JSON.parse(
          JSON.stringify(value, (_, part) =>
            typeof part === 'number' && Math.abs(part) > Number.MAX_SAFE_INTEGER ? 7 : part,
          ),
        );
        const bytes = Buffer.byteLength(JSON.stringify(exact));
        expect(messageOf(exact, { depth: 64, bytes })).toBe('admitted');
        expect(messageOf(exact, { depth: 64, bytes: bytes - 1 })).toBe(
          `the value takes more than ${bytes - 1} bytes as JSON`,
        );
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  test('every text takes as many bytes as JSON.stringify gives it', () => {
    for (let unit = 0; unit < 0x1_0000; unit += 1) {
      if (unit >= 0xd800 && unit <= 0xdfff) continue;
      const text = String.fromCharCode(unit);
      const bytes = Buffer.byteLength(JSON.stringify(text));
      const fits = admitJson(text, { depth: 0, bytes }).ok;
      const fitsLess = admitJson(text, { depth: 0, bytes: bytes - 1 }).ok;
      if (!fits || fitsLess) throw new Error(`wrong size for ${unit.toString(16)}`);
    }
    expect(admitJson('😀', { depth: 0, bytes: 6 }).ok).toBe(true);
    expect(admitJson('😀', { depth: 0, bytes: 5 }).ok).toBe(false);
  });

  const TOO_LARGE = 'the value takes more than 1048576 bytes as JSON';

  test.each<[string, () => unknown]>([
    ['a list that says it is endless', () => new Array(2 ** 32 - 1)],
    ['a huge text', () => 'x'.repeat(2 ** 28)],
    ['a huge key', () => ({ ['x'.repeat(2 ** 24)]: 1 })],
    [
      'a Proxy of a list of any length',
      () => new Proxy([], { get: () => Number.POSITIVE_INFINITY }),
    ],
    ['one object, shared until it is huge', () => nested(60, (value) => [value, value])],
    ['absent members, shared', () => new Array(1100).fill(absentMembers(1000))],
  ])('%s is refused', (_, make) => {
    expect(messageOf(make())).toBe(TOO_LARGE);
  });

  test('a Proxy with a million keys is not asked for any of them', () => {
    const keys = Array.from({ length: 1_100_000 }, (_, index) => `k${index}`);
    const seen = counting(
      {},
      {
        ownKeys: () => keys,
        getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }),
        get: () => 1,
      },
    );
    expect(messageOf(seen.proxy)).toBe(TOO_LARGE);
    expect(seen.looks).toBe(1);
  });

  test('a Proxy that grows at every look ends at the limits', () => {
    const grow = (): object =>
      new Proxy(
        {},
        {
          ownKeys: () => ['a', 'b'],
          getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }),
          get: grow,
        },
      );
    expect(messageOf(grow())).toBe('the value is nested deeper than 64 levels');
  });
});
