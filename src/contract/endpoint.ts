import { z } from 'zod';
import type { Permission } from '../identity/role.ts';
import type { ProblemCode } from './problem.ts';

/** Who may ask: those with a permission, everybody who is known, or anybody. */
export type Access = Permission | 'anybody' | 'known';

/** What an answer is written as. */
export type Media =
  | 'application/json'
  | 'application/x-ndjson'
  | 'text/event-stream'
  | 'text/plain';

/** One thing that can be asked of a server: what goes in, what comes out, and who may ask. */
export interface Endpoint<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
  Who extends Access = Access,
> {
  /** Names it in the OpenAPI document: `operationId`. */
  readonly id: string;
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** From `/`, parameters in braces: `/v1/approvals/{id}`. */
  readonly path: string;
  /** A heading of the document. */
  readonly tag: string;
  readonly summary: string;
  readonly access: Who;
  readonly params: Params;
  readonly query: Query;
  /** `z.undefined()` for an endpoint that takes none. */
  readonly body: Body;
  /** Whether `Idempotency-Key` is understood. */
  readonly takesIdempotencyKey: boolean;
  /** Of the answer when all went well. */
  readonly status: 200 | 201 | 204;
  readonly media: Media;
  /** Of JSON: the body; of lines or events: one of them; `z.undefined()` for none. */
  readonly answer: Answer;
  /** What can go wrong beside what can with every endpoint. */
  readonly problems: readonly ProblemCode[];
}

/** Values are checked against these; what has none is left out. */
const NONE = z.strictObject({});

type Given<Params, Query, Body, Answer, Who> = Pick<
  Endpoint,
  'id' | 'method' | 'path' | 'tag' | 'summary'
> &
  Partial<Pick<Endpoint, 'takesIdempotencyKey' | 'status' | 'media' | 'problems'>> & {
    readonly params?: Params;
    readonly query?: Query;
    readonly body?: Body;
    readonly answer?: Answer;
    readonly access: Who;
  };

/** An endpoint, with what is usual filled in: JSON, status 200, no parameters, no body. */
export function endpoint<
  Params extends z.ZodType = typeof NONE,
  Query extends z.ZodType = typeof NONE,
  Body extends z.ZodType = z.ZodUndefined,
  Answer extends z.ZodType = z.ZodUndefined,
  const Who extends Access = Access,
>(given: Given<Params, Query, Body, Answer, Who>): Endpoint<Params, Query, Body, Answer, Who>;
export function endpoint(
  given: Given<z.ZodType, z.ZodType, z.ZodType, z.ZodType, Access>,
): Endpoint {
  return {
    takesIdempotencyKey: false,
    status: 200,
    media: 'application/json',
    problems: [],
    params: NONE,
    query: NONE,
    body: z.undefined(),
    answer: z.undefined(),
    ...given,
  };
}
