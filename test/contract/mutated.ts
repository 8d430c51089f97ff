import fc from 'fast-check';

/** One thing that is done to one place of a JSON value. */
interface Mutation {
  /** Which place, counted in the order in which a walk comes by, from the start again at the end. */
  readonly place: number;
  readonly kind: 'replace' | 'remove' | 'add';
  readonly name: string;
  readonly value: unknown;
}

const nested = (depth: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
};

const VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  '',
  'x',
  '\u0000',
  '\ud800',
  'x'.repeat(5_000),
  'x'.repeat(100_001),
  [],
  [null],
  {},
  nested(70),
  nested(3_000),
  Array.from({ length: 10_001 }, () => 'x'),
  JSON.parse('{"__proto__":{"role":"admin"}}'),
  { toString: 1, valueOf: 2 },
];

export const mutations: fc.Arbitrary<Mutation> = fc.record({
  place: fc.nat({ max: 60 }),
  kind: fc.constantFrom('replace', 'remove', 'add'),
  name: fc.constantFrom('unknown', '__proto__', 'constructor', 'agent', 'user', 'person', ''),
  value: fc.constantFrom(...VALUES),
});

/** A copy of a JSON value that is different in one place. */
export function mutated(value: unknown, mutation: Mutation): unknown {
  const places = placesOf(value, []);
  const place = places[mutation.place % places.length] ?? [];
  return changed(value, place, mutation);
}

function placesOf(value: unknown, at: readonly string[]): (readonly string[])[] {
  const inside = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [at, ...inside.flatMap(([name, part]) => placesOf(part, [...at, name]))];
}

function changed(value: unknown, [name, ...rest]: readonly string[], mutation: Mutation): unknown {
  if (name === undefined) {
    if (mutation.kind !== 'add') return mutation.value;
    return isObject(value) ? withMember(value, mutation.name, mutation.value) : mutation.value;
  }
  if (!isObject(value)) return value;
  if (rest.length === 0 && mutation.kind === 'remove') {
    return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
  }
  const part = changed(value[name], rest, mutation);
  if (!Array.isArray(value)) return withMember(value, name, part);
  return value.map((one: unknown, index) => (String(index) === name ? part : one));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Also where the name is one that objects have in another way. */
function withMember(object: Record<string, unknown>, name: string, value: unknown): unknown {
  const copy: unknown = JSON.parse('{}');
  for (const [key, part] of [...Object.entries(object), [name, value] as const]) {
    Object.defineProperty(copy, key, {
      value: part,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return copy;
}
