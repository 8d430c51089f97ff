import { z } from 'zod';
import { PERMISSIONS } from '../identity/role.ts';
import type { JsonRecord, JsonValue } from '../json/json-value.ts';
import type { Access, Endpoint } from './endpoint.ts';
import { EXAMPLES } from './examples.ts';
import { PROBLEM_STATUS, Problem, type ProblemCode } from './problem.ts';

/** What can go wrong with every endpoint that asks who is asking. */
const USUAL_PROBLEMS: readonly ProblemCode[] = [
  'request/malformed',
  'auth/missing',
  'auth/invalid',
  'auth/forbidden',
  'auth/cross-site',
  'request/too-large',
  'request/unsupported-media-type',
  'rate-limited',
  'internal',
  'unavailable',
  'overloaded',
];

/** What can go wrong where anybody may ask, and nothing is sent. */
const WITHOUT_A_BODY: readonly ProblemCode[] = ['rate-limited', 'unavailable', 'overloaded'];

/** What can go wrong where anybody may ask: a key that is none is refused all the same. */
const FOR_ANYBODY = USUAL_PROBLEMS.filter(
  (code) => code !== 'auth/missing' && code !== 'auth/forbidden',
);

type Components = Map<string, JsonRecord>;

/**
 * The OpenAPI 3.1 document of endpoints.
 *
 * @param version of the package
 */
export function openApiDocument(endpoints: readonly Endpoint[], version: string): JsonRecord {
  const components: Components = new Map();
  const paths: Record<string, Record<string, JsonValue>> = {};
  for (const endpoint of endpoints) {
    paths[endpoint.path] = {
      ...paths[endpoint.path],
      [endpoint.method]: operation(endpoint, components),
    };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Assent',
      version,
      description:
        'Decides tool calls of AI agents, holds those that a person must decide, and proves what happened.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'http://127.0.0.1:4319' }],
    tags: [...new Set(endpoints.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key.' },
        session: { type: 'apiKey', in: 'cookie', name: 'assent_session' },
      },
      schemas: Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
}

function operation(endpoint: Endpoint, components: Components): JsonRecord {
  const { id, tag, summary, access, body } = endpoint;
  const input = schemaOf(body, 'input', components);
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: whoMay(access),
    ...(access !== 'anybody' && { security: [{ key: [] }, { session: [] }] }),
    ...(access === 'anybody' && { security: [] }),
    parameters: parameters(endpoint, components),
    ...(!isNothing(body) && {
      requestBody: {
        required: !body.safeParse(undefined).success,
        content: { 'application/json': { schema: input, ...exampleOf(id, 'body') } },
      },
    }),
    responses: responses(endpoint, components),
  };
}

/** An example of what goes in or out, where there is one. */
function exampleOf(id: string, part: 'body' | 'answer'): JsonRecord {
  const example = EXAMPLES[id]?.[part];
  return example === undefined ? {} : { example: example as JsonValue };
}

const isNothing = (schema: z.ZodType): boolean => schema instanceof z.ZodUndefined;

function whoMay(access: Access): string {
  if (access === 'anybody') return 'Anybody may ask.';
  const roles: readonly string[] =
    access === 'known' ? ['agent', 'viewer', 'approver', 'admin'] : PERMISSIONS[access];
  return `For the ${roles.length === 1 ? 'role' : 'roles'} ${roles.map((role) => `\`${role}\``).join(', ')}.`;
}

function parameters(endpoint: Endpoint, components: Components): JsonValue[] {
  const listed = (schema: z.ZodType, place: 'path' | 'query'): JsonValue[] => {
    const { properties = {}, required = [] } = schemaOf(schema, 'input', components) as {
      properties?: Record<string, JsonRecord>;
      required?: string[];
    };
    return Object.entries(properties).map(([name, { description, ...value }]) => ({
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description !== undefined && { description }),
      schema: value,
    }));
  };
  const header = (name: string, description: string): JsonValue => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string', maxLength: 1024 },
  });
  return [
    ...listed(endpoint.params, 'path'),
    ...listed(endpoint.query, 'query'),
    ...(endpoint.takesIdempotencyKey
      ? [
          header(
            'Idempotency-Key',
            'The same key and the same call give the same request, for 30 days.',
          ),
        ]
      : []),
    ...(endpoint.media === 'text/event-stream'
      ? [header('Last-Event-ID', 'The id of the last event that was received.')]
      : []),
  ];
}

function usualProblems({ access, method }: Endpoint): readonly ProblemCode[] {
  if (access !== 'anybody') return USUAL_PROBLEMS;
  return method === 'get' ? WITHOUT_A_BODY : FOR_ANYBODY;
}

function responses(endpoint: Endpoint, components: Components): JsonRecord {
  const { id, status, media, answer, problems } = endpoint;
  const codes = [...usualProblems(endpoint), ...problems];
  const byStatus = new Map<number, string[]>();
  for (const code of new Set<ProblemCode>([...codes, 'request/malformed', 'internal'])) {
    const at = PROBLEM_STATUS[code];
    byStatus.set(at, [...(byStatus.get(at) ?? []), code]);
  }
  const problem = schemaOf(Problem, 'output', components);
  const failures = [...byStatus].sort(([a], [b]) => a - b);
  return {
    [status]: {
      description: status === 204 ? 'Done.' : 'What was asked for.',
      ...(status !== 204 && {
        content: {
          [media]: {
            schema: bodySchema(media, answer, components),
            ...(media === 'application/json' && exampleOf(id, 'answer')),
          },
        },
      }),
    },
    ...Object.fromEntries(
      failures.map(([at, list]) => [
        at,
        {
          description: list.map((code) => `\`${code}\``).join(', '),
          content: { 'application/problem+json': { schema: problem } },
        },
      ]),
    ),
  };
}

const bodySchema = (media: string, answer: z.ZodType, components: Components): JsonValue => {
  const schema = schemaOf(answer, 'output', components);
  // what is streamed is text; the schema of one piece is said beside it
  return media === 'application/json' ? schema : { type: 'string', 'x-piece': schema };
};

/** The JSON Schema of a value, with named parts moved to the components. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', components: Components): JsonRecord {
  if (isNothing(schema)) return {};
  const {
    $schema: _,
    $defs = {},
    ...own
  } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    reused: 'inline',
  }) as { $schema?: string; $defs?: Record<string, JsonRecord> } & Record<string, JsonValue>;
  for (const [name, definition] of Object.entries($defs)) keep(name, definition, components);
  const { id } = own;
  if (typeof id !== 'string') return pointed(own) as JsonRecord;
  keep(id, own, components);
  return { $ref: `#/components/schemas/${id}` };
}

function keep(name: string, definition: JsonRecord, components: Components): void {
  const { id: _, ...rest } = definition;
  const schema = pointed(rest) as JsonRecord;
  const known = components.get(name);
  if (known !== undefined && JSON.stringify(known) !== JSON.stringify(schema)) {
    throw new Error(`two schemas are called ${name}`);
  }
  components.set(name, schema);
}

/** References into the definitions of one schema, as references into the components of the document. */
function pointed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(pointed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      key === '$ref' && typeof part === 'string'
        ? part.replace('#/$defs/', '#/components/schemas/')
        : pointed(part),
    ]),
  );
}
