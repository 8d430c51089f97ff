/**
 * Writes src/policy/document/policy-schema.generated.ts: the validator of policy.schema.json as plain code, so
 * that neither Ajv nor run-time code generation is needed to check a policy. `--check` writes
 * nothing and exits 1 when the file is not what the schema gives.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';

const SCHEMA = new URL('./policy.schema.json', import.meta.url);
const TARGET = new URL('../src/policy/document/policy-schema.generated.ts', import.meta.url);

/** What only editors read. */
const ANNOTATIONS = new Set(['title', 'description', 'examples', 'default']);

const HEADER = `// @ts-nocheck: generated from schemas/policy.schema.json by schemas/generate-validator.mjs; do not edit.

/** One way in which a value is not what the schema says. */
export interface SchemaError {
  /** JSON Pointer to the value; to the object, where one of its keys is wrong. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The key that is wrong, when a key is. */
  readonly propertyName?: string;
  /** The definition that says so carries its own name. */
  readonly parentSchema?: { readonly $comment?: string };
}
`;

const FOOTER = `
function joined(errors, more) {
  if (errors === null) return more;
  for (const error of more) errors.push(error);
  return errors;
}

/** Everything in which \`value\` is not a policy; empty when it is one. */
export function schemaErrors(value: unknown): readonly SchemaError[] {
  return VALIDATE(value) ? [] : VALIDATE.errors;
}

/** Which keys each object of the grammar knows, by the name of its definition. */
export const KNOWN_KEYS: Readonly<Record<string, readonly string[]>> = KEYS;
`;

const COUNT_CHARACTERS =
  '(text: string): number => { let count = 0; for (const _ of text) count += 1; return count; }';

/** The TypeScript text that belongs to a schema. */
export function generateValidator(schema) {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    messages: false,
    strict: true,
    // a block's `required` alternatives stand beside its `properties`, not in the same object
    strictRequired: false,
    strictTypes: false,
    code: { source: true, esm: true, lines: true },
  });
  const code = standalone.default(ajv, ajv.compile(named(schema)));
  const main = /^export default (\w+);$/m.exec(code)?.[1];
  if (main === undefined) throw new Error('the generated code exports nothing');
  const body = code
    .replace('"use strict";\n', '')
    .replace(/^export .*\n/gm, '')
    .replaceAll('require("ajv/dist/runtime/ucs2length").default', COUNT_CHARACTERS)
    // joining by copy would cost the square of the number of mistakes
    .replace(
      /vErrors === null \? (\w+)\.errors : vErrors\.concat\(\1\.errors\)/g,
      'joined(vErrors, $1.errors)',
    );
  if (/\brequire\(|\.concat\(/.test(body)) throw new Error('the generated code is not as expected');
  const footer = FOOTER.replaceAll('VALIDATE', main).replace(
    'KEYS;',
    `${JSON.stringify(knownKeys(schema), null, 2)};`,
  );
  return HEADER + body + footer;
}

/** The schema without annotations, each definition carrying its name in `$comment`. */
function named(schema) {
  const $defs = Object.entries(schema.$defs).map(([name, part]) => [
    name,
    { $comment: name, ...bare(part) },
  ]);
  return { $schema: schema.$schema, $ref: schema.$ref, $defs: Object.fromEntries($defs) };
}

function bare(part) {
  return Object.fromEntries(Object.entries(part).filter(([key]) => !ANNOTATIONS.has(key)));
}

function knownKeys(schema) {
  const closed = Object.entries(schema.$defs).filter(([, part]) => part.properties !== undefined);
  return Object.fromEntries(closed.map(([name, part]) => [name, Object.keys(part.properties)]));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const text = generateValidator(JSON.parse(readFileSync(SCHEMA, 'utf8')));
  if (!process.argv.includes('--check')) writeFileSync(TARGET, text);
  else if (readFileSync(TARGET, 'utf8') !== text) {
    console.error(`${fileURLToPath(TARGET)} is out of date: run npm run generate`);
    process.exitCode = 1;
  }
}
