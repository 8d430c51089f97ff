import type { Context } from 'hono';
import type { z } from 'zod';
import type { Endpoint } from '../contract/endpoint.ts';
import { ProblemError } from './problem.ts';

/** Text on one line, with something to see, that every store takes and finds again. */
const IDEMPOTENCY_KEY = /^(?=.*\S)[\x20-\x7e]{1,1024}$/;

/** What a request says, validated. */
export interface ReadRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly idempotencyKey: string | undefined;
  readonly lastEventId: number | undefined;
}

/** How much of a body is read. */
export interface BodyLimits {
  /** In bytes. */
  readonly most: number;
  /** Makes room for bytes; throws where there is none. */
  readonly hold: (bytes: number) => void;
}

/**
 * Reads a request as its endpoint describes it.
 *
 * @throws ProblemError for everything that is otherwise, with all places of a body at once
 */
export async function readRequest(
  c: Context,
  endpoint: Endpoint,
  limits: BodyLimits,
): Promise<ReadRequest> {
  const params = valid(endpoint.params, c.req.param(), 'path');
  const query = valid(endpoint.query, singleValues(c), 'query');
  const idempotencyKey = c.req.header('idempotency-key');
  if (endpoint.takesIdempotencyKey && idempotencyKey !== undefined) {
    if (!IDEMPOTENCY_KEY.test(idempotencyKey)) {
      throw new ProblemError(
        'request/malformed',
        '`Idempotency-Key` has to be a line of printable ASCII of 1 to 1024 characters',
      );
    }
  }
  const body = valid(endpoint.body, await readBody(c, endpoint, limits), 'body');
  const last = c.req.header('last-event-id');
  const lastEventId = last !== undefined && /^\d{1,15}$/.test(last) ? Number(last) : undefined;
  return { params, query, body, idempotencyKey, lastEventId };
}

function singleValues(c: Context): Record<string, string> {
  const values = Object.entries(c.req.queries());
  const repeated = values.find(([, all]) => all.length > 1)?.[0];
  if (repeated !== undefined) {
    throw new ProblemError('request/malformed', `\`${repeated}\` is in the query more than once`);
  }
  return Object.fromEntries(values.map(([name, [value = '']]) => [name, value]));
}

async function readBody(c: Context, endpoint: Endpoint, limits: BodyLimits): Promise<unknown> {
  if (endpoint.method === 'get') return undefined;
  const text = await readText(c, limits);
  if (text === '') return undefined;
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new ProblemError(
      'request/unsupported-media-type',
      'the body has to be JSON: send `Content-Type: application/json`',
    );
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new ProblemError('request/malformed', 'the body is not JSON');
  }
}

async function readText(c: Context, limits: BodyLimits): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readBytes(c, limits));
  } catch (error) {
    if (error instanceof TypeError) {
      throw new ProblemError('request/malformed', 'the body is not UTF-8');
    }
    throw error;
  }
}

/** A length that is announced is refused before anything is read; one that is not, as soon as it is reached. */
async function readBytes(c: Context, { most, hold }: BodyLimits): Promise<Uint8Array> {
  const announced = c.req.header('content-length');
  if (announced !== undefined) {
    if (Number(announced) > most) throw tooLarge(most);
    hold(Number(announced));
    return new Uint8Array(await c.req.arrayBuffer());
  }
  const { body } = c.req.raw;
  if (body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > most) throw tooLarge(most);
    hold(chunk.byteLength);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const tooLarge = (limit: number): ProblemError =>
  new ProblemError('request/too-large', `the body is larger than ${limit} bytes`);

/** Mistakes that are listed; more help nobody. */
const MOST_MISTAKES = 20;

function valid(schema: z.ZodType, value: unknown, part: 'path' | 'query' | 'body'): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.slice(0, MOST_MISTAKES).map(({ path, message }) => ({
    path: `/${[part, ...path].map(pointerPart).join('/')}`,
    message,
  }));
  const [first] = errors;
  const where = first === undefined ? part : `\`${first.path}\``;
  throw new ProblemError(
    'request/malformed',
    `${where} is wrong: ${first?.message ?? 'it does not have the form that is described'}`,
    { errors },
  );
}

/** RFC 6901. */
const pointerPart = (name: PropertyKey): string =>
  String(name).replace(/~/g, '~0').replace(/\//g, '~1');
