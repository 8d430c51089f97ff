import { randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ProblemBody } from '../contract/problem.ts';
import { NO_GUARDS } from './guards.ts';
import type { Resource } from './handler.ts';
import { observe } from './observe.ts';
import { problem, problemOf } from './problem.ts';
import { RESOURCES } from './resources.ts';
import { mount, type RouteOptions, routePath } from './route.ts';
import type { ServerContext } from './server-context.ts';

/** A call's arguments may have a mebibyte; a policy set more. */
const USUAL_BODY_LIMIT = 9 * 1024 * 1024;

declare module 'hono' {
  interface ContextVariableMap {
    /** The id of the endpoint that answers. */
    endpoint: string;
    /** Names the request in the log. */
    requestId: string;
  }
}

/** Everything that a server answers, as one function from requests to responses. */
export function createApp(context: ServerContext, options: Partial<RouteOptions> = {}): Hono {
  const route = { guards: NO_GUARDS, bodyLimit: USUAL_BODY_LIMIT, ...options };
  const app = new Hono();
  app.use(observe(context, randomUUID));
  app.use(async (c, next) => {
    // before there is a response: changing one makes another of it, which is slower to send
    c.header('Cache-Control', 'no-store');
    c.header('X-Content-Type-Options', 'nosniff');
    await next();
  });
  for (const resource of RESOURCES) mount(app, resource, context, route);
  app.notFound((c) => notHere(c, RESOURCES));
  app.onError((error, c) => {
    const told = problemOf(error);
    if (told.status >= 500 && told.code !== 'shutting-down' && told.code !== 'overloaded') {
      const { endpoint, requestId } = c.var;
      context.log.error({ err: error, endpoint, request_id: requestId }, 'a request failed');
    }
    return sendProblem(c, told);
  });
  return app;
}

/** Nothing is at this path, or it cannot be asked in this way. */
function notHere(c: Context, resources: readonly Resource[]): Response {
  const allowed = resources
    .map(({ endpoint }) => endpoint)
    .filter((endpoint) => pathPattern(routePath(endpoint)).test(c.req.path))
    .map(({ method }) => method.toUpperCase());
  if (allowed.length === 0) {
    return sendProblem(c, problem('not-found', 'there is nothing at this path'));
  }
  c.header('Allow', [...new Set(allowed)].join(', '));
  return sendProblem(c, problem('method-not-allowed', `this takes ${allowed.join(' or ')}`));
}

const pathPattern = (path: string): RegExp =>
  new RegExp(`^${path.replace(/\./g, '\\.').replace(/:\w+/g, '[^/]+')}$`);

function sendProblem(c: Context, body: ProblemBody): Response {
  c.header('Content-Type', 'application/problem+json');
  if (body.status === 401) c.header('WWW-Authenticate', 'Bearer');
  if (body.retry_after !== undefined) c.header('Retry-After', String(Math.ceil(body.retry_after)));
  return c.body(JSON.stringify(body), body.status as ContentfulStatusCode);
}
