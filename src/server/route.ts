import type { Context, Hono } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import type { Access, Endpoint } from '../contract/endpoint.ts';
import type { Principal } from '../identity/principal.ts';
import { authenticate, authorize, refuseOtherSites, SESSION_COOKIE } from './authenticate.ts';
import type { Guards } from './guards.ts';
import type { Asked, Resource } from './handler.ts';
import { readRequest } from './read-request.ts';
import type { ServerContext } from './server-context.ts';
import { streamed } from './streamed.ts';

/** What every route goes by. */
export interface RouteOptions {
  readonly guards: Guards;
  /** In bytes. */
  readonly bodyLimit: number;
}

/** Bytes of what somebody may send who is not known yet: much more than a name and a password take. */
const STRANGERS_LIMIT = 256 * 1024;

/** Who takes longer to say what they want may have been turned away meanwhile, in milliseconds. */
const STILL_KNOWN_MS = 200;

/**
 * Mounts an endpoint. In this order: who asks, whether that one may, whether that is not too often, what is
 * asked, and only then what is done.
 */
export function mount(
  app: Hono,
  { endpoint, handle }: Resource,
  context: ServerContext,
  { guards, bodyLimit }: RouteOptions,
): void {
  app.on(endpoint.method.toUpperCase(), routePath(endpoint), async (c) => {
    c.set('endpoint', endpoint.id);
    const admittedAs = await admitted(c, endpoint, context, guards);
    const body = guards.bodyRoom(admittedAs, addressOf(c));
    const most = endpoint.access === 'anybody' ? Math.min(bodyLimit, STRANGERS_LIMIT) : bodyLimit;
    try {
      const began = performance.now();
      const read = await readRequest(c, endpoint, { most, hold: body.hold });
      const isLate = performance.now() - began > STILL_KNOWN_MS;
      const asked: Asked<unknown, unknown, unknown, Access> = {
        ...read,
        principal: isLate ? await known(c, endpoint, context, guards) : admittedAs,
        address: addressOf(c),
        // made when it is looked at: most requests never are
        get signal() {
          return c.req.raw.signal;
        },
        setSession: (token) => keepSession(c, token, context.publicUrl()),
      };
      const answer = await guards.work(endpoint.id, () => handle(asked, context));
      return answered(c, endpoint, answer);
    } finally {
      body.release();
    }
  });
}

/** As Hono spells it: `/v1/approvals/:id`. */
export const routePath = ({ path }: Pick<Endpoint, 'path'>): string =>
  path.replace(/\{(\w+)\}/g, ':$1');

async function admitted(
  c: Context,
  endpoint: Endpoint,
  context: ServerContext,
  guards: Guards,
): Promise<Principal | undefined> {
  const principal = await known(c, endpoint, context, guards);
  const isSession = principal?.kind === 'person' && principal.via === 'session';
  if (endpoint.method !== 'get' && (isSession || endpoint.access === 'anybody')) {
    refuseOtherSites(c, isSession, context.publicUrl());
  }
  await guards.admit(principal, addressOf(c));
  return principal;
}

/** Who asks, as far as the endpoint wants to know, and lets them. */
async function known(
  c: Context,
  endpoint: Endpoint,
  context: ServerContext,
  guards: Guards,
): Promise<Principal | undefined> {
  // what anybody may look at, as probes do, is the same for everybody
  const isForAll = endpoint.access === 'anybody' && endpoint.method === 'get';
  const principal = isForAll ? undefined : await whoAsks(c, context, guards);
  authorize(principal, endpoint.access);
  return principal;
}

/** What is no key counts against where it comes from: guessing is slow. */
async function whoAsks(
  c: Context,
  { identity }: ServerContext,
  guards: Guards,
): Promise<Principal | undefined> {
  try {
    return await authenticate(c, identity);
  } catch (error) {
    await guards.admit(undefined, addressOf(c));
    throw error;
  }
}

/** The address of the other end of the connection; without one, as in a test, nothing. */
function addressOf(c: Context): string {
  const env: { incoming?: { socket?: { remoteAddress?: string } } } = c.env ?? {};
  return env.incoming?.socket?.remoteAddress ?? '';
}

function keepSession(c: Context, token: string | undefined, publicUrl: string): void {
  const options = {
    path: '/',
    httpOnly: true,
    sameSite: 'Strict',
    secure: publicUrl.startsWith('https:'),
  } as const;
  if (token === undefined) deleteCookie(c, SESSION_COOKIE, options);
  else setCookie(c, SESSION_COOKIE, token, options);
}

async function answered(
  c: Context,
  { media, status }: Endpoint,
  answer: unknown,
): Promise<Response> {
  if (status === 204) return c.body(null, 204);
  if (media === 'application/json') return c.json(answer, status);
  c.header('Content-Type', media === 'application/x-ndjson' ? media : `${media}; charset=utf-8`);
  if (typeof answer === 'string') return c.body(answer, status);
  // what is between must neither keep nor pack what is sent bit by bit
  c.header('X-Accel-Buffering', 'no');
  const stream = streamed(answer);
  if (c.req.method !== 'HEAD') return c.body(stream, status);
  // nobody reads it: what it is made from must not wait for that
  await stream.cancel();
  return c.body(null, status);
}
