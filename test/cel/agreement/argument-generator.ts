import type { Random } from './random.ts';

/** What a part of the arguments usually holds; a list has the shape of its elements in brackets. */
export type Shape =
  | 'number'
  | 'string'
  | 'boolean'
  | 'time'
  | 'wait'
  | 'mixed'
  | readonly [Shape]
  | { readonly [field: string]: Shape };

/** The arguments that conditions know of. */
export const ARGUMENTS = {
  amount: 'number',
  count: 'number',
  name: 'string',
  note: 'string',
  flag: 'boolean',
  when: 'time',
  wait: 'wait',
  mixed: 'mixed',
  tags: ['string'],
  scores: ['number'],
  items: [{ sku: 'string', price: 'number', tags: ['string'] }],
  customer: { tier: 'string', age: 'number', home: { city: 'string', floor: 'number' } },
} as const satisfies Shape;

/** Keys that every JavaScript object inherits, or that look like paths, indexes or nothing at all. */
export const UNUSUAL_KEYS: readonly string[] = [
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'length',
  'size',
  'a-b',
  'a.b',
  '0',
  '',
  'größe',
];

export const STRINGS: readonly string[] = [
  '',
  'a',
  'abc',
  'Order-42',
  'gold',
  'gold,silver',
  ' spaced ',
  '12',
  '1.5',
  'true',
  'ünïcode €',
  '😀 smile',
  'a\nb',
];

const TIMES: readonly string[] = [
  '2024-02-29T12:30:45Z',
  '2024-02-29T12:30:45.5Z',
  '1970-01-01T00:00:00Z',
  '1969-12-31T23:59:59Z',
  '2023-12-31T23:00:00-05:00',
  '2023-02-29T00:00:00Z',
  'yesterday',
];

const WAITS: readonly string[] = ['90s', '1h30m', '-2m', '1.5s', '250ms', '0s', '2d', 'soon'];

const NUMBERS: readonly number[] = [
  ...[0, 1, 2, 3, 7, 10, 100, 1000, 1001, -1, -3],
  ...[0.5, 1.5, 2.25, 999.99, -0.25],
  ...[1e15, 2 ** 31, 2 ** 53 - 1, 1 - 2 ** 53],
];

/** Too large to be exact in JSON: few, because conditions over JSON numbers end in an error at them. */
const UNSAFE_NUMBER = 1e300;

const number = (random: Random): number =>
  random.chance(0.01) ? UNSAFE_NUMBER : random.pick(NUMBERS);

/** Arguments as `JSON.parse` gives them: present, missing, null, of another type, with unknown keys. */
export const argumentsFrom = (random: Random): Readonly<Record<string, unknown>> =>
  objectFrom(random, ARGUMENTS);

function objectFrom(random: Random, fields: Readonly<Record<string, Shape>>) {
  const entries: [string, unknown][] = [];
  for (const [field, shape] of Object.entries(fields)) {
    const choice = random.next();
    if (choice < 0.05) continue;
    if (choice < 0.08) entries.push([field, null]);
    else if (choice < 0.12) entries.push([field, anything(random, 2)]);
    else entries.push([field, ofShape(random, shape)]);
  }
  if (random.chance(0.2)) entries.push([random.pick(UNUSUAL_KEYS), anything(random, 2)]);
  return Object.fromEntries(entries);
}

function ofShape(random: Random, shape: Shape): unknown {
  if (typeof shape === 'object') {
    if (!isListShape(shape)) return objectFrom(random, shape);
    return random.several(0, 3, () =>
      random.chance(0.04) ? anything(random, 1) : ofShape(random, shape[0]),
    );
  }
  switch (shape) {
    case 'number':
      return number(random);
    case 'string':
      return random.pick(STRINGS);
    case 'boolean':
      return random.chance(0.5);
    case 'time':
      return random.pick(TIMES);
    case 'wait':
      return random.pick(WAITS);
    case 'mixed':
      return anything(random, 2);
  }
}

const isListShape = (shape: Shape): shape is readonly [Shape] => Array.isArray(shape);

function anything(random: Random, depth: number): unknown {
  switch (random.below(depth > 0 ? 6 : 4)) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
      return number(random);
    case 3:
      return random.pick(STRINGS);
    case 4:
      return random.several(0, 3, () => anything(random, depth - 1));
    default: {
      const keys = random.several(0, 3, () => random.pick([...UNUSUAL_KEYS, 'tier', 'price']));
      return Object.fromEntries(keys.map((key) => [key, anything(random, depth - 1)]));
    }
  }
}
