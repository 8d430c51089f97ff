/** Values that no JSON parser gives: what a careless or hostile embedder may pass to `decide`. */
import fc from 'fast-check';

const explode = (): never => {
  throw new Error('a trap of the value');
};

const THROWING_TRAPS: ProxyHandler<object> = {
  get: explode,
  has: explode,
  ownKeys: explode,
  getOwnPropertyDescriptor: explode,
  getPrototypeOf: explode,
  isExtensible: explode,
  set: explode,
  defineProperty: explode,
};

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function cyclic(): unknown {
  const value: Record<string, unknown> = { a: 1, name: 'orders.refund' };
  value['self'] = value;
  value['list'] = [value, value];
  return value;
}

function deep(): unknown {
  let value: unknown = 1;
  for (let level = 0; level < 100_000; level += 1) value = level % 2 ? [value] : { a: value };
  return value;
}

const withGetters = (keys: readonly string[]): unknown =>
  Object.defineProperties(
    {},
    Object.fromEntries(
      keys.map((key) => [key, { get: explode, enumerable: true, configurable: true }]),
    ),
  );

/** Lies differently at each look: a string once, then something else. */
const shifting = (): unknown => {
  let looks = 0;
  return new Proxy(
    {},
    {
      get: (_target, key) => {
        looks += 1;
        return [key, 1, null, explode, {}, 'orders.refund', Symbol('s'), 1n][looks % 8];
      },
      getOwnPropertyDescriptor: () => ({ value: looks, configurable: true, enumerable: true }),
      has: () => looks % 2 === 0,
    },
  );
};

class Instance {
  readonly name = 'orders.refund';
  get amount(): never {
    return explode();
  }
  valueOf(): never {
    return explode();
  }
  toString(): never {
    return explode();
  }
}

const KEYS = [
  'a',
  'name',
  'id',
  'tool',
  'param',
  'amount',
  'length',
  'constructor',
  '__proto__',
  'then',
  'toJSON',
];

/** Made anew for each use: some of them remember how often they were looked at. */
const MAKERS: Recipe[] = [
  () => new Proxy({}, THROWING_TRAPS),
  () => new Proxy([], THROWING_TRAPS),
  () => new Proxy(() => 'orders.refund', THROWING_TRAPS),
  revoked,
  cyclic,
  deep,
  shifting,
  () => withGetters(KEYS),
  () => Object.create(null),
  () => Object.create({ tool: 'orders.refund', name: 'orders.refund', a: 1 }),
  () => JSON.parse('{"__proto__": {"a": 1}, "constructor": 1, "length": -1, "a": 1}'),
  () => new Instance(),
  () => Instance,
  () => explode,
  () => Symbol('s'),
  () => Symbol.iterator,
  () => 10n ** 400n,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => -0,
  () => 2 ** 53,
  () => 'x'.repeat(1_000_000),
  () => '\ud800',
  () => new Array(10_000_000),
  () => new Array(1000).fill('orders.refund'),
  () => new Map([['a', 1]]),
  () => new Set([1]),
  () => new Date(Number.NaN),
  () => /a+/,
  () => new Error('x'),
  () => Promise.resolve(1),
  () => new Uint8Array(10),
  () => new WeakMap(),
  () => Object('orders.refund'),
  () => Object(1n),
  () => globalThis,
  () => Object.freeze([Object.freeze({ a: undefined })]),
];

/** Makes a value; a generated value itself would be inspected by fast-check, which some do not survive. */
export type Recipe = () => unknown;

const strange = fc.constantFrom<Recipe[]>(...MAKERS);

const ordinary: fc.Arbitrary<Recipe> = fc
  .anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
    maxDepth: 3,
  })
  .map((value) => () => value);

/** Any value at all. */
export const anyValue = (): fc.Arbitrary<Recipe> => fc.oneof(ordinary, strange);

const fixed = (value: unknown): fc.Arbitrary<Recipe> => fc.constant(() => value);

const recordOf = (
  parts: Readonly<Record<string, fc.Arbitrary<Recipe>>>,
  requiredKeys: string[] = [],
): fc.Arbitrary<Recipe> =>
  fc.record(parts, { requiredKeys }).map((recipes) => () => {
    const made = Object.entries(recipes).map(([key, recipe]) => [key, recipe?.()]);
    return Object.fromEntries(made);
  });

const listOf = (item: fc.Arbitrary<Recipe>): fc.Arbitrary<Recipe> =>
  fc.array(item, { maxLength: 3 }).map((recipes) => () => recipes.map((recipe) => recipe()));

/** A call of the right outline with anything in any of its places, or anything instead of a call. */
export function anyCall(): fc.Arbitrary<Recipe> {
  const value = anyValue();
  const usually = (usual: unknown) =>
    fc.oneof({ weight: 3, arbitrary: fixed(usual) }, { weight: 1, arbitrary: value });
  const tool = recordOf(
    { name: usually('orders.refund'), server: value, riskLevel: value, annotations: value },
    ['name'],
  );
  const param = recordOf({
    a: value,
    s: value,
    o: recordOf({ x: value, y: recordOf({ z: value }) }),
    l: fc.oneof(listOf(value), value),
  });
  const call = recordOf(
    {
      tool: fc.oneof(
        { weight: 3, arbitrary: usually('orders.refund') },
        { weight: 1, arbitrary: tool },
      ),
      param: fc.oneof({ weight: 3, arbitrary: param }, { weight: 1, arbitrary: value }),
      agent: fc.oneof(recordOf({ id: usually('a-1'), name: value }), value),
      run: fc.oneof(recordOf({ id: value, user: value }), value),
      action: value,
      resource: value,
      context: value,
      attrs: fc.oneof(recordOf({ 'gen_ai.tool.name': value, 'gen_ai.agent.id': value }), value),
    },
    ['tool'],
  );
  return fc.oneof({ weight: 4, arbitrary: call }, { weight: 1, arbitrary: value });
}
