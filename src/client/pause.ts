/** `setTimeout` cannot wait longer; it would not wait at all. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Waits a while, or until a signal is aborted: whoever goes on looks at the signal. Keeps a process running.
 */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(ms, LONGEST_TIMER_MS));
    signal?.addEventListener('abort', done);
  });
}
