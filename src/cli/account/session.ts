import type { z } from 'zod';
import type { Endpoint } from '../../contract/endpoint.ts';
import { ask } from '../server/ask.ts';
import { type Server, withoutKey } from '../server/server.ts';
import { ServerError } from '../server/server-error.ts';

/** The cookie that proves a session. */
const COOKIE = /^(assent_session=[^;]+)/;

/**
 * Begins a session, and gives the server as the one who has it sees it.
 *
 * @param endpoint `signIn` or `redeemLink`
 *
 * @throws ServerError for what proves nobody, and when the server cannot be reached
 */
export async function beginSession<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
>(endpoint: Endpoint<Params, Query, Body>, body: z.input<Body>, url: string): Promise<Server> {
  // a server takes what a session asks for from its own pages only, and this is no page of another's
  const { origin } = new URL(url);
  const response = await ask(endpoint, { body, headers: { origin } }, withoutKey(url));
  const cookie = response.headers
    .getSetCookie()
    .map((text) => COOKIE.exec(text)?.[1])
    .find((found) => found !== undefined);
  if (cookie === undefined) {
    throw new ServerError('not-understood', `\`${url}\` began no session`);
  }
  return { url, headers: { cookie, origin } };
}
