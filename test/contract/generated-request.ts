import fc from 'fast-check';
import type { Given } from '../server/running-server.ts';
import { bodySchema, COMPONENTS, mayHaveNoBody, type Operation } from './document.ts';
import { arbitraryOf } from './json-schema-arbitrary.ts';
import type { RawRequest } from './raw-request.ts';

/** What a request says, made from the document alone. */
export interface Generated {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly header: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  /** Which parts are taken from what lives instead, by turns. */
  readonly isLiving: readonly boolean[];
}

/** Requests that are as an operation describes them. */
export function requestsOf(operation: Operation): fc.Arbitrary<Generated> {
  const schema = bodySchema(operation);
  const body = schema === undefined ? fc.constant(undefined) : arbitraryOf(schema, COMPONENTS);
  return fc.record({
    // what is a place of its own in every URL names nothing
    path: placed(operation, 'path').filter(({ id }) => id !== '.' && id !== '..'),
    query: placed(operation, 'query'),
    header: placed(operation, 'header'),
    body: mayHaveNoBody(operation) ? fc.option(body, { nil: undefined }) : body,
    isLiving: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
  });
}

function placed(
  { parameters }: Operation,
  place: 'path' | 'query' | 'header',
): fc.Arbitrary<Record<string, unknown>> {
  const here = parameters.filter((parameter) => parameter.in === place);
  const model = Object.fromEntries(
    here.map(({ name, schema }) => [name, arbitraryOf(schema, COMPONENTS)]),
  );
  const requiredKeys = here.filter(({ required }) => required).map(({ name }) => name);
  return fc.record(model, { requiredKeys }).map((values) => ({ ...values }));
}

/** A generated request with some parts that are about what lives. */
export function mixed(generated: Generated, living: Given): Given & { readonly body?: unknown } {
  const turns = generated.isLiving.values();
  const isLiving = (): boolean => turns.next().value === true;
  const params = isLiving() ? living.params : undefined;
  const query = isLiving() ? living.query : undefined;
  const body = mixedBody(generated.body, living.body, isLiving);
  return {
    params: { ...texts(generated.path), ...params },
    query: { ...texts(generated.query), ...query },
    headers: texts(generated.header),
    ...(body !== undefined && { body }),
  };
}

function mixedBody(generated: unknown, living: unknown, isLiving: () => boolean): unknown {
  if (!isPlain(generated) || !isPlain(living)) return isLiving() ? living : generated;
  const members = Object.entries(living).filter(() => isLiving());
  return { ...generated, ...Object.fromEntries(members) };
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const texts = (values: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));

/** As it goes over the wire. What a header cannot hold is left out of it. */
export function rawOf(
  { method, path }: Operation,
  { params = {}, query = {}, headers = {}, body }: Given,
): RawRequest {
  const at = path.replace(/\{(\w+)\}/g, (_, name: string) => encoded(params[name] ?? ''));
  const search = Object.entries(query)
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .join('&');
  return {
    method,
    path: search === '' ? at : `${at}?${search}`,
    headers: {
      ...Object.fromEntries(
        Object.entries(headers).filter(([, value]) => /^[\x20-\x7e]*$/.test(value)),
      ),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  };
}

/** Half of a pair has no UTF-8. */
const encoded = (text: string): string => encodeURIComponent(Buffer.from(text).toString());
