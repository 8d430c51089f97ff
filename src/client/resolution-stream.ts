import { inBackground } from '../approvals/gate/in-background.ts';
import type { ApprovalView } from '../approvals/view.ts';
import { backoffMs } from './backoff.ts';
import { pause } from './pause.ts';
import type { ServerLink } from './server-link.ts';
import { chunksOf, readEvents } from './server-sent-events.ts';
import { viewFromWire } from './view-from-wire.ts';
import { Fields, orNull } from './wire-value.ts';

const PATH = '/v1/events?types=agent.approval.resolved';

/** A stream on which nothing arrives for so long, not even a sign of life, is broken. */
const SILENCE_MS = 60_000;

/** A stream that is open while anybody waits, and tells of requests that are resolved. */
export interface ResolutionStream {
  /** Whether it tells of everything that is resolved from now on. */
  readonly isUp: boolean;
  /** Opens it, and keeps it open. */
  readonly start: () => void;
  readonly stop: () => void;
}

/**
 * @param onResolved is told of each request that is resolved
 * @param onChange is told when the stream is up, or not any more
 */
export function resolutionStream(
  link: Pick<ServerLink, 'open'>,
  random: () => number,
  onResolved: (view: ApprovalView) => void,
  onChange: () => void,
): ResolutionStream {
  let isUp = false;
  let running: AbortController | undefined;
  let lastId: string | undefined;

  const set = (value: boolean): void => {
    if (isUp === value) return;
    isUp = value;
    onChange();
  };

  const listen = async (signal: AbortSignal, onChunk: () => void): Promise<void> => {
    const headers: Record<string, string> = lastId === undefined ? {} : { 'Last-Event-ID': lastId };
    const response = await link.open(PATH, headers, signal);
    if (response.status !== 200 || response.body === null) {
      await response.body?.cancel();
      return;
    }
    for await (const { id, data } of readEvents(chunksOf(response.body, onChunk))) {
      if (data !== undefined) {
        const fields = new Fields(JSON.parse(data), 'event');
        const view = fields.get('approval', orNull(viewFromWire));
        if (view !== null) onResolved(view);
      }
      if (id !== undefined && /^\d{1,15}$/.test(id)) lastId = id;
    }
  };

  const keepOpen = async (stop: AbortSignal): Promise<void> => {
    let failures = 0;
    while (!stop.aborted) {
      const attempt = new AbortController();
      const end = (): void => attempt.abort();
      stop.addEventListener('abort', end);
      let silence = inBackground(setTimeout(end, SILENCE_MS));
      try {
        await listen(attempt.signal, () => {
          clearTimeout(silence);
          silence = inBackground(setTimeout(end, SILENCE_MS));
          failures = 0;
          set(true);
        });
      } catch {
        // a broken connection, or an event that is not understood: the requests are asked for one by one
      }
      end();
      clearTimeout(silence);
      stop.removeEventListener('abort', end);
      if (stop.aborted) return;
      set(false);
      failures += 1;
      await pause(backoffMs(failures, random), stop);
    }
  };

  return {
    get isUp() {
      return isUp;
    },
    start: () => {
      if (running !== undefined) return;
      running = new AbortController();
      void keepOpen(running.signal);
    },
    stop: () => {
      running?.abort();
      running = undefined;
      isUp = false;
      lastId = undefined;
    },
  };
}
