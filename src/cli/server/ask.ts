import type { z } from 'zod';
import { ConflictError } from '../../approvals/gate-error.ts';
import type { Endpoint } from '../../contract/endpoint.ts';
import { isConflictCode, Problem, type ProblemBody } from '../../contract/problem.ts';
import type { Server } from './server.ts';
import { ServerError } from './server-error.ts';

/** What is said to an endpoint. */
export interface Said<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> {
  readonly params?: z.input<Params>;
  readonly query?: z.input<Query>;
  readonly body?: z.input<Body>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends the request, and what is still to come of the answer. */
  readonly signal?: AbortSignal;
}

/** A server that has not begun to answer by then is not going to. */
const LONGEST_MS = 90_000;

/**
 * Asks something of a server, and gives the answer once it has begun and all is well. No redirect is
 * followed: what says who asks goes to this server only.
 *
 * @throws ConflictError when the request for approval is not in a state for it; ServerError for everything
 *   else that the server says is wrong, and when it cannot be reached
 */
export async function ask<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
>(
  endpoint: Endpoint<Params, Query, Body>,
  said: Said<Params, Query, Body>,
  server: Server,
): Promise<Response> {
  const { body, headers, signal } = said;
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(new Error('no answer')), LONGEST_MS);
  const url = `${server.url}${pathOf(endpoint.path, said.params)}${queryOf(said.query)}`;
  let response: Response;
  try {
    response = await fetch(url, {
      method: endpoint.method.toUpperCase(),
      headers: {
        accept: endpoint.media,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...server.headers,
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: signal === undefined ? waiting.signal : AbortSignal.any([signal, waiting.signal]),
    });
  } catch (error) {
    throw unreachable(server, error);
  } finally {
    clearTimeout(timer);
  }
  if (response.ok) return response;
  const problem = await readProblem(response);
  // who signs in is not known yet, and is told what is wrong with that
  const isKnown = endpoint.access !== 'anybody';
  throw problem === undefined
    ? unexplained(response, server)
    : problemError(problem, isKnown, server);
}

/** `/v1/approvals/{id}` with its parameters. */
function pathOf(path: string, params: unknown): string {
  const given = new Map(Object.entries(params ?? {}));
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(given.get(name) ?? ''));
}

function queryOf(query: unknown): string {
  const text = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) text.set(name, String(value));
  }
  return text.size === 0 ? '' : `?${text}`;
}

/** `fetch` hides why it failed in its cause. */
export function unreachable({ url }: Server, error: unknown): ServerError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  const why = code ?? (cause instanceof Error ? cause.message : String(cause));
  const message = `the server at \`${url}\` cannot be reached (${why}): see that it runs, with \`assent serve\`, or name another with \`ASSENT_URL\``;
  return new ServerError('unreachable', message, undefined, error);
}

async function readProblem(response: Response): Promise<ProblemBody | undefined> {
  try {
    return Problem.parse(await response.json());
  } catch {
    return undefined;
  }
}

function unexplained({ status }: Response, { url }: Server): ServerError {
  const message = `\`${url}\` answers ${status} without saying why: see that an Assent server is there`;
  return new ServerError(status >= 500 ? 'unreachable' : 'not-understood', message);
}

function problemError(problem: ProblemBody, isKnown: boolean, { url }: Server): Error {
  const { code, detail, approval_id, retry_after } = problem;
  if (isConflictCode(code)) return new ConflictError(code, detail, approval_id ?? '');
  if (isKnown && (code === 'auth/missing' || code === 'auth/invalid')) {
    const message = `the server at \`${url}\` does not know who you are: sign in with \`assent login\`, or set \`ASSENT_API_KEY\` (it says: ${detail})`;
    return new ServerError(code, message);
  }
  return new ServerError(code, detail, retry_after);
}
