import type { z } from 'zod';
import type { Endpoint } from '../../contract/endpoint.ts';
import { ask, type Said, unreachable } from './ask.ts';
import type { Server } from './server.ts';
import { ServerError } from './server-error.ts';

/**
 * Asks something of a server, and gives the whole answer, checked to be what the endpoint describes.
 *
 * @throws what `ask` throws; ServerError `not-understood` for an answer that is something else
 */
export async function call<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Answer extends z.ZodType,
>(
  endpoint: Endpoint<Params, Query, Body, Answer>,
  said: Said<Params, Query, Body>,
  server: Server,
): Promise<z.output<Answer>> {
  const response = await ask(endpoint, said, server);
  const text = await response.text().catch((error: unknown) => {
    throw unreachable(server, error);
  });
  const answer = endpoint.answer.safeParse(text === '' ? undefined : parsed(text));
  if (answer.success) return answer.data;
  const message = `\`${server.url}\` answers something else than is described: see that it is an Assent server of this version`;
  throw new ServerError('not-understood', message, undefined, answer.error);
}

/** What is no JSON is none of the answers that are described either. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
