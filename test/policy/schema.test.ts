import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFINITIONS, HOME_OF_KEY, SYNONYMS } from '../../src/policy/document/grammar-words.ts';
import { KNOWN_KEYS, schemaErrors } from '../../src/policy/document/policy-schema.generated.ts';

interface Definition {
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, { readonly $ref: string }>>;
}

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const schema = JSON.parse(read('../../schemas/policy.schema.json'));
const definitions: Readonly<Record<string, Definition>> = schema.$defs;
const generated = read('../../src/policy/document/policy-schema.generated.ts');

describe('P12: the validator is the schema', () => {
  test('the generated file is what the generator gives', () => {
    const generator = fileURLToPath(
      new URL('../../schemas/generate-validator.mjs', import.meta.url),
    );
    expect(() => execFileSync(process.execPath, [generator, '--check'])).not.toThrow();
  });

  test('it needs no module and generates no code at run time', () => {
    expect(generated).not.toMatch(/\b(?:import|require|eval|Function)\s*\(|\bimport\b.*\bfrom\b/);
  });

  test('it agrees with Ajv on documents that are nearly right', () => {
    const validate = new Ajv2020({ strictRequired: false, strictTypes: false }).compile(schema);
    const junk = fc.constantFrom<unknown>(
      ...['', 'a b', 'user:a', '5m', '5x', 0, 1, 1.5, -1, 2_592_001, Number.POSITIVE_INFINITY],
      ...[
        true,
        null,
        [],
        {},
        [''],
        [{}],
        [[]],
        { a: '' },
        { a: 'b', c: 'd' },
        ['a', { 'b c': 'd' }],
      ],
      ...[{ tools: ['a'] }, { when: 'a' }, [{ tools: ['a'] }, { tools: [] }], { after: 1, to: [] }],
    );
    const { policy } = fc.letrec<{ policy: unknown; [name: string]: unknown }>((tie) => {
      const keyAndValue = ([key, { $ref }]: readonly [string, { readonly $ref: string }]) => {
        const name = $ref.split('/').at(-1) ?? '';
        const nested = name in KNOWN_KEYS ? [tie(name)] : [];
        const block = `${name}_block` in KNOWN_KEYS ? [tie(`${name}_block`)] : [];
        const examples = fc.constantFrom(...(definitions[name]?.examples ?? []));
        const right = fc.oneof(examples, ...nested, ...block, ...block.map((one) => fc.array(one)));
        return [
          key,
          fc.oneof({ weight: 12, arbitrary: right }, { weight: 1, arbitrary: junk }),
        ] as const;
      };
      const objects = Object.keys(KNOWN_KEYS).map((name) => {
        const values = Object.entries(definitions[name]?.properties ?? {}).map(keyAndValue);
        return [name, fc.record(Object.fromEntries(values), { requiredKeys: [] })] as const;
      });
      const { policy: document = junk, ...others } = Object.fromEntries(objects);
      return { ...others, policy: document };
    });
    const [valid, invalid] = [{ count: 0 }, { count: 0 }];
    fc.assert(
      fc.property(policy, (written) => {
        const agreed = validate(written);
        (agreed ? valid : invalid).count += 1;
        expect(schemaErrors(written).length === 0).toBe(agreed);
      }),
      { seed: 4, numRuns: 3_000 },
    );
    expect(valid.count).toBeGreaterThan(300);
    expect(invalid.count).toBeGreaterThan(300);
  });
});

describe('P12: the schema explains itself in an editor', () => {
  const described = Object.entries(definitions).flatMap(([owner, { properties = {} }]) =>
    Object.entries(properties).map(
      ([key, { $ref }]) => [owner, key, $ref.split('/').at(-1)] as const,
    ),
  );

  test.each(described)('%s: %s has a title, a description and examples', (_owner, _key, name) => {
    const { title, description, examples = [] } = definitions[name ?? ''] ?? {};
    expect(title).toBeTruthy();
    expect(description?.length).toBeGreaterThan(20);
    expect(examples.length).toBeGreaterThan(0);
  });

  test.each(Object.keys(definitions))('every example of %s is valid', (name) => {
    const ajv = new Ajv2020({ strictRequired: false, strictTypes: false });
    ajv.addSchema(schema, 'policy');
    const validate = ajv.compile({ $ref: `policy#/$defs/${name}` });
    for (const example of definitions[name]?.examples ?? []) {
      expect([example, validate(example)]).toEqual([example, true]);
    }
  });
});

describe('P12: words for all of the schema', () => {
  test('every definition that can be wrong has words', () => {
    // these only pass on to another definition
    const passing = ['when', 'timeout', 'after'];
    const named = Object.keys(definitions).filter((name) => !passing.includes(name));
    expect(Object.keys(DEFINITIONS).sort()).toEqual(named.sort());
  });

  test('every key has a home, and no other word has', () => {
    expect(Object.keys(HOME_OF_KEY).sort()).toEqual(
      [...new Set(Object.values(KNOWN_KEYS).flat())].sort(),
    );
  });

  test('a synonym stands for a word of the language, and is none', () => {
    const values = [
      'enforce',
      'monitor',
      'allow',
      'block',
      'require_approval',
      'resolve',
      'hold',
      'fail',
      'continue',
    ];
    const words = new Set([...Object.keys(HOME_OF_KEY), ...values]);
    for (const meant of Object.values(SYNONYMS)) expect(words).toContain(meant);
    for (const word of Object.keys(SYNONYMS)) {
      expect(Object.values(KNOWN_KEYS).flat()).not.toContain(word);
    }
  });
});
