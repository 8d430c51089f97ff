import { setTimeout as pause } from 'node:timers/promises';
import { readEvents } from '../../client/server-sent-events.ts';
import {
  EventBody,
  type EventType,
  type EventWire,
  events,
} from '../../contract/endpoints/operation.ts';
import { ask, unreachable } from './ask.ts';
import type { Server } from './server.ts';
import { isPassing, ServerError } from './server-error.ts';

/** What is listened for, and who is told how that goes. */
export interface Listening {
  readonly types: readonly EventType[];
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Every time that the server begins to tell: at first, and when it is back. */
  readonly onListening: () => void | Promise<void>;
  /** The server has gone, and is asked again until it is back. */
  readonly onLost: (error: Error) => void;
}

/** The server says every 15 seconds that it is there: what is silent for so long is not. */
const SILENCE_MS = 45_000;

const SHORTEST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Hands over what happens on a server, in order and without a gap, also where the server goes and comes back.
 *
 * @param handle is not called again before it has ended
 * @throws what `ask` throws when the server cannot be listened to at first, or does not let one any more;
 *   what `handle` and `onListening` throw
 */
export async function listen(
  server: Server,
  { types, signal, onListening, onLost }: Listening,
  handle: (event: EventWire) => Promise<void>,
): Promise<void> {
  let lastId: string | undefined;
  let hasListened = false;
  let failures = 0;
  while (!signal.aborted) {
    const silence = new AbortController();
    const ended = AbortSignal.any([signal, silence.signal]);
    try {
      const chunks = await begin(server, types, lastId, ended);
      hasListened = true;
      await onListening();
      for await (const { id, data } of readEvents(lively(chunks, silence, server))) {
        failures = 0;
        if (data !== undefined) await handle(readEvent(data, server));
        lastId = id ?? lastId;
      }
      if (!signal.aborted) throw new ServerError('unreachable', 'the server ended the connection');
    } catch (error) {
      if (signal.aborted) return;
      if (!hasListened || !isPassing(error)) throw error;
      onLost(error instanceof Error ? error : new Error(String(error)));
    } finally {
      silence.abort();
    }
    const wait = Math.min(LONGEST_PAUSE_MS, SHORTEST_PAUSE_MS * 2 ** failures);
    failures += 1;
    await pause(wait, undefined, { signal }).catch(() => {});
  }
}

async function begin(
  server: Server,
  types: readonly EventType[],
  lastId: string | undefined,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const headers = lastId === undefined ? {} : { 'last-event-id': lastId };
  const { body } = await ask(
    events,
    { query: { types: types.join(',') }, headers, signal },
    server,
  );
  if (body === null) throw new ServerError('unreachable', 'the server tells nothing');
  return body;
}

/** What a server sends, until it has sent nothing for too long. A connection that breaks is the server's. */
async function* lively(
  chunks: AsyncIterable<Uint8Array>,
  silence: AbortController,
  server: Server,
): AsyncGenerator<Uint8Array> {
  const late = (): void => silence.abort(new Error('silence'));
  let timer = setTimeout(late, SILENCE_MS);
  try {
    for await (const chunk of chunks) {
      clearTimeout(timer);
      yield chunk;
      timer = setTimeout(late, SILENCE_MS);
    }
  } catch (error) {
    throw unreachable(server, error);
  } finally {
    clearTimeout(timer);
  }
}

function readEvent(data: string, { url }: Server): EventWire {
  try {
    return EventBody.parse(JSON.parse(data));
  } catch (error) {
    const message = `\`${url}\` tells something else than is described: see that it is an Assent server of this version`;
    throw new ServerError('not-understood', message, undefined, error);
  }
}
