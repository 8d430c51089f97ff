import fc from 'fast-check';

/** The part of JSON Schema that the document uses. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** What schemas refer to, by name. */
export type Components = Readonly<Record<string, JsonSchema>>;

/** Texts that programs stumble over. */
export const ODD_TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udc00x',
  '\u202e',
  '\ufeff',
  '\u2028',
  '__proto__',
  'constructor',
  'toString',
  '../..',
  '%00',
  "' or 1=1 --",
  '💩',
  'é',
  'e\u0301',
  '-0',
  '1e400',
] as const;

/** Values that a schema takes, ordinary and odd ones. */
export function arbitraryOf(schema: JsonSchema, components: Components): fc.Arbitrary<unknown> {
  const of = (part: JsonSchema): fc.Arbitrary<unknown> => arbitraryOf(part, components);
  if (schema.$ref !== undefined) return of(referred(schema.$ref, components));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(of));
  if (typeof schema.type === 'object') {
    return fc.oneof(...schema.type.map((type) => of({ ...schema, type })));
  }
  switch (schema.type) {
    case 'string':
      return text(schema);
    case 'integer':
      return whole(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array': {
      const minLength = schema.minItems ?? 0;
      const maxLength = Math.min(schema.maxItems ?? 4, minLength + 3);
      return fc.array(of(schema.items ?? {}), { minLength, maxLength });
    }
    case 'object':
      return record(schema, of);
    case undefined:
      return fc.jsonValue();
    default:
      throw new Error(`no values are made of ${JSON.stringify(schema)}`);
  }
}

function referred(ref: string, components: Components): JsonSchema {
  const found = components[ref.replace('#/components/schemas/', '')];
  if (found === undefined) throw new Error(`${ref} is not there`);
  return found;
}

function whole({ minimum, maximum }: JsonSchema): fc.Arbitrary<number> {
  const min = minimum ?? Number.MIN_SAFE_INTEGER;
  const max = maximum ?? Number.MAX_SAFE_INTEGER;
  return fc.oneof(
    fc.integer({ min: Math.max(min, -9), max: Math.min(max, 2000) }),
    fc.constantFrom(min, max),
  );
}

function text({
  pattern,
  format,
  minLength = 0,
  maxLength = 200,
}: JsonSchema): fc.Arbitrary<string> {
  if (format === 'date-time') {
    const [min, max] = [new Date('0001-01-01T00:00:00Z'), new Date('9999-12-31T23:59:59Z')];
    return fc.date({ min, max, noInvalidDate: true }).map((date) => date.toISOString());
  }
  const isRight = (value: string): boolean => {
    const length = [...value].length;
    return length >= minLength && length <= maxLength && new RegExp(pattern ?? '', 'u').test(value);
  };
  if (pattern !== undefined && /^\^\w+_?:?\[0-9a-f\]\{\d+\}\$$/.test(pattern)) {
    return fc.stringMatching(new RegExp(pattern));
  }
  const most = Math.min(maxLength, minLength + 30);
  const odd = [...ODD_TEXTS, 'x'.repeat(Math.min(maxLength, 5_000))].filter(isRight);
  const plain = fc.string({ unit: 'grapheme', minLength, maxLength: most }).filter(isRight);
  return odd.length === 0 ? plain : fc.oneof(plain, fc.constantFrom(...odd));
}

function record(
  { properties = {}, required = [], additionalProperties }: JsonSchema,
  of: (part: JsonSchema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const model = Object.fromEntries(
    Object.entries(properties).map(([name, part]) => [name, of(part)]),
  );
  const own = fc.record(model, { requiredKeys: [...required] });
  if (additionalProperties === false) return own;
  const names = fc.oneof(fc.string(), fc.constantFrom(...ODD_TEXTS));
  const more = fc.array(fc.tuple(names, fc.jsonValue({ maxDepth: 3 })), { maxLength: 4 });
  return fc.tuple(more, own).map(([others, members]) => {
    // as JSON has it: every name is one like any other
    const object: unknown = JSON.parse('{}');
    for (const [name, value] of [...others, ...Object.entries(members)]) {
      Object.defineProperty(object, name, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    return object;
  });
}
