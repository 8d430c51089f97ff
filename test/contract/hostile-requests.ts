import { bodySchema, mayHaveNoBody, misfit, type Operation } from './document.ts';
import type { JsonSchema } from './json-schema-arbitrary.ts';
import type { RawRequest } from './raw-request.ts';

/** A request that is wrong in one way, and the statuses that may come of it; all documented ones where absent. */
export interface Hostile {
  readonly what: string;
  readonly request: RawRequest;
  readonly statuses?: readonly number[];
}

const JSON_TYPE = { 'content-type': 'application/json' };

const TEXTS: readonly (string | Uint8Array)[] = [
  '',
  ' ',
  '{',
  '{"a":1',
  '{"a":1e400}',
  '{"a":1}}',
  "{'a':1}",
  'NaN',
  'null',
  'true',
  '0',
  '"x"',
  '[]',
  '[{}]',
  '{"__proto__":{"role":"admin"}}',
  '{"constructor":{"prototype":{}}}',
  '\u0000',
  '['.repeat(100_000),
  '{"a":'.repeat(50_000),
  `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  Uint8Array.of(0xff, 0xfe, 0x7b, 0x7d),
  Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22),
  Uint8Array.of(0x22, 0xc0, 0x80, 0x22),
];

const TYPES = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/jsonx',
  'application/problem+json',
  'application/json, text/plain',
  '',
] as const;

/** Bodies that are none, or not as described. */
export function hostileBodies(operation: Operation, right: RawRequest): readonly Hostile[] {
  if (operation.method === 'GET') return [];
  const texts = TEXTS.map((body) => ({
    what: `body ${JSON.stringify(body.toString().slice(0, 30))}`,
    request: { ...right, headers: { ...right.headers, ...JSON_TYPE }, body },
    ...(isRight(operation, body) ? {} : { statuses: [400] }),
  }));
  const types = TYPES.map((type) => ({
    what: `content type ${type}`,
    request: {
      ...right,
      headers: { ...right.headers, 'content-type': type },
      body: right.body ?? '{}',
    },
    statuses: [415],
  }));
  return [...texts, ...types];
}

function isRight(operation: Operation, body: string | Uint8Array): boolean {
  const schema = bodySchema(operation);
  if (body.length === 0) return mayHaveNoBody(operation);
  const value = parsed(body);
  return schema !== undefined && value !== undefined && misfit(schema, value) === undefined;
}

function parsed(body: string | Uint8Array): unknown {
  try {
    const text =
      typeof body === 'string' ? body : new TextDecoder('utf-8', { fatal: true }).decode(body);
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const QUERY_TEXTS = [
  '',
  'abc',
  '-1',
  '1.5',
  '1e9',
  'NaN',
  'Infinity',
  '0x10',
  '99999999999999999999',
  '%00',
  '%ff',
  '%',
  '%zz',
  '%ed%a0%80',
  '+',
  'true',
  '[]',
  '%7B%22__proto__%22%3A1%7D',
  'x'.repeat(6_000),
] as const;

/** Queries that are not as described. */
export function hostileQueries(operation: Operation, right: RawRequest): readonly Hostile[] {
  const with_ = (search: string): RawRequest => ({
    ...right,
    path: `${right.path}${right.path.includes('?') ? '&' : '?'}${search}`,
  });
  const queries = operation.parameters.filter((parameter) => parameter.in === 'query');
  const base = { ...right, path: right.path.split('?')[0] ?? '' };
  const unknown = ['unknown=1', '__proto__=1', 'constructor=1', 'a[b]=1', '%00=1'].map(
    (search) => ({ what: `query ${search}`, request: with_(search), statuses: [400] }),
  );
  const repeated = queries.map(({ name }) => ({
    what: `${name} twice`,
    request: { ...base, path: `${base.path}?${name}=1&${name}=1` },
    statuses: [400],
  }));
  const wrong = queries.flatMap(({ name, schema }) =>
    QUERY_TEXTS.map((text) => ({
      what: `${name}=${text.slice(0, 30)}`,
      request: { ...base, path: `${base.path}?${name}=${text}` },
      ...(isPlainlyWrong(schema, text) ? { statuses: [400] } : {}),
    })),
  );
  return [...unknown, ...repeated, ...wrong];
}

/** What no reading makes right; of numbers, `Number` takes more than digits. */
function isPlainlyWrong({ type, minimum = 0, maximum = 0, maxLength }: JsonSchema, text: string) {
  if (type === 'integer') {
    const value = Number(text === '+' ? ' ' : text);
    return !Number.isSafeInteger(value) || value < minimum || value > maximum;
  }
  return maxLength !== undefined && text.length > maxLength;
}

const IDS = [
  '%00',
  'a%00b',
  '%2e%2e',
  '%2e%2e%2f%2e%2e%2fhealthz',
  '..',
  '.',
  '%2f',
  '%5c',
  '%ff',
  '%',
  '%zz',
  '%ed%a0%80',
  '%20',
  '%0d%0aset-cookie:%20a=b',
  "'%20or%201=1--",
  '__proto__',
  'constructor',
  '%F0%9F%92%A9',
  'x'.repeat(201),
  'x'.repeat(6_000),
] as const;

/** Ids that nothing has, or could have. */
export function hostileIds(operation: Operation, right: RawRequest): readonly Hostile[] {
  const names = [...operation.path.matchAll(/\{\w+\}/g)].map(([name]) => name);
  return names.flatMap((name) =>
    IDS.map((id) => ({
      what: `id ${id.slice(0, 40)}`,
      request: { ...right, path: operation.path.replace(name, id) },
    })),
  );
}

/** Paths that lead nowhere. */
export function strangePaths({ path }: Operation): readonly string[] {
  const at = path.replace(/\{\w+\}/g, 'x');
  const others = [`${at}/`, `/${at}`, `${at}//`, at.toUpperCase()];
  // at the end of an id, these are part of it
  return path.endsWith('}') ? others : [...others, `${at}%20`, `${at};a=b`, `${at}%3Flimit=1`];
}

export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'];

export const HOSTILE_HEADERS: readonly Readonly<Record<string, string>>[] = [
  { authorization: '' },
  { authorization: 'Bearer' },
  { authorization: 'Bearer  ' },
  { authorization: `Bearer ${'x'.repeat(8_000)}` },
  { authorization: 'Bearer assent_x_\u00ff' },
  { cookie: 'assent_session=%' },
  { cookie: 'assent_session=%00' },
  { cookie: `assent_session=${'x'.repeat(8_000)}` },
  { cookie: '__proto__=1; assent_session=1; assent_session=2' },
  { 'x-long': 'x'.repeat(12_000) },
  { 'x-forwarded-host': 'evil.example' },
  { accept: 'text/html' },
  { 'accept-encoding': 'br;q=9, *' },
  { 'last-event-id': '-1' },
  { 'last-event-id': '9'.repeat(400) },
  { 'sec-fetch-site': '\u00ff' },
  { origin: 'no url' },
];
