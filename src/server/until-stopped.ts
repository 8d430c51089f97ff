import { setMaxListeners } from 'node:events';
import { ProblemError } from './problem.ts';

/** Seconds until whoever was interrupted should come back. */
const COME_BACK_S = 1;

/** What ends work that takes long. */
interface Ends {
  /** Aborted when whoever asked goes away. */
  readonly gone: AbortSignal;
  /** Aborted when the server begins to shut down. */
  readonly closing: AbortSignal;
}

/**
 * Does what takes long until it is done, or nobody needs it any more.
 *
 * @param work is given the signal of either end
 * @returns `undefined` where whoever asked has gone: nobody hears the answer
 * @throws ProblemError `shutting-down`, so that clients come back; what `work` throws
 */
export async function untilStopped<T>(
  { gone, closing }: Ends,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  // as many listen to the closing as wait; it outlives them all, so nothing of theirs may be left on it
  setMaxListeners(0, closing);
  gone.addEventListener('abort', stop);
  closing.addEventListener('abort', stop);
  if (gone.aborted || closing.aborted) stop();
  try {
    return await work(stopping.signal);
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    if (gone.aborted) return undefined;
    throw new ProblemError('shutting-down', 'the server shuts down: ask again', {
      retry_after: COME_BACK_S,
    });
  } finally {
    gone.removeEventListener('abort', stop);
    closing.removeEventListener('abort', stop);
  }
}
