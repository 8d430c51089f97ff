import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import type { Components, JsonSchema } from './json-schema-arbitrary.ts';
import type { RawAnswer } from './raw-request.ts';

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: JsonSchema;
}

interface Media {
  readonly schema: JsonSchema & { readonly 'x-piece'?: JsonSchema };
}

/** An operation as the document describes it. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly description: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: { readonly 'application/json': Media };
  };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Record<string, Media> }>
  >;
}

interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, Operation & { operationId: string }>>>
  >;
  readonly components: { readonly schemas: Components };
}

const document: Document = JSON.parse(
  readFileSync(new URL('../../schemas/openapi.json', import.meta.url), 'utf8'),
);

export const COMPONENTS = document.components.schemas;

export const OPERATIONS: readonly Operation[] = Object.entries(document.paths).flatMap(
  ([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      id: operation.operationId,
      method: method.toUpperCase(),
      path,
    })),
);

/** The methods with which something can be asked at a path, by whichever operation. */
export const methodsAt = (path: string): readonly string[] =>
  OPERATIONS.filter((one) => patternOf(one.path).test(path)).map(({ method }) => method);

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replace(/\./g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);

const ajv = new Ajv2020({ strict: false, allErrors: false, discriminator: false });
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/);
ajv.addSchema({ components: document.components }, 'document');
const compiled = new Map<JsonSchema, ValidateFunction>();

/** Why a value does not fit a schema of the document; `undefined` where it does. */
export function misfit(schema: JsonSchema, value: unknown): string | undefined {
  const validate = compiled.get(schema) ?? ajv.compile(inDocument(schema));
  compiled.set(schema, validate);
  return validate(value) === true ? undefined : ajv.errorsText(validate.errors);
}

const inDocument = (schema: JsonSchema): JsonSchema =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"document#/components'));

export const bodySchema = ({ requestBody }: Operation): JsonSchema | undefined =>
  requestBody?.content['application/json'].schema;

/** Whether a body that was left out is as the document says. */
export const mayHaveNoBody = ({ requestBody }: Operation): boolean =>
  requestBody?.required !== true;

/** Whether an answer is one that the operation is described with, to the last member of its body. */
export function expectDocumented(operation: Operation, answer: RawAnswer, what: string): void {
  const { status, text } = answer;
  const type = answer.type.split(';')[0] ?? '';
  const told = `${operation.id}: ${what.slice(0, 600)}\ngave ${status} ${type} ${text.slice(0, 600)}`;
  expect(status, told).toBeLessThan(500);
  const described = operation.responses[status];
  expect(Object.keys(operation.responses), told).toContain(String(status));
  if (described?.content === undefined) {
    expect(text, told).toBe('');
    return;
  }
  expect(Object.keys(described.content), told).toContain(type);
  const schema = described.content[type]?.schema ?? {};
  if (status >= 400) expectListedCode(described.description, text, told);
  if (type === 'application/json' || status >= 400)
    expect(misfit(schema, JSON.parse(text)), told).toBeUndefined();
  else expectPieces(schema['x-piece'] ?? {}, type, text, told);
}

function expectListedCode(description: string, text: string, told: string): void {
  const { code }: { code: string } = JSON.parse(text);
  expect(description.split(', '), told).toContain(`\`${code}\``);
}

/** The first piece of a stream; what it ends in the midst of is left out. */
function expectPieces(piece: JsonSchema, type: string, text: string, told: string): void {
  const lines =
    type === 'application/x-ndjson'
      ? text.split('\n').slice(0, -1)
      : [...text.matchAll(/^data: ?(\{.*\})\n/gm)].map(([, data]) => data ?? '');
  for (const line of lines) expect(misfit(piece, JSON.parse(line)), told).toBeUndefined();
}

/** A problem that no operation describes: of a path, or a way to ask, that there is not. */
export function expectProblem(answer: RawAnswer, statuses: readonly number[], what: string): void {
  const told = `${what.slice(0, 600)}\ngave ${answer.status} ${answer.text.slice(0, 600)}`;
  expect(statuses, told).toContain(answer.status);
  expect(answer.type, told).toBe('application/problem+json');
  expect(misfit(COMPONENTS['Problem'] ?? {}, JSON.parse(answer.text)), told).toBeUndefined();
}
