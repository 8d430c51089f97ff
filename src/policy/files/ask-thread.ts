import { Worker } from 'node:worker_threads';

/**
 * Has something done on a thread of its own, which does not keep the process alive.
 *
 * @param program the file that the thread runs: it posts one message
 * @param data plain data, which the program finds as `workerData`
 * @param signal ends the thread
 * @returns the message; nothing checks that it is an `Answer`
 * @throws Error where no thread can be had, as in a bundle that left its file out, or it ends without a
 *   message
 */
export function askThread<Answer>(
  program: URL,
  data: unknown,
  signal?: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(program, { workerData: data });
    worker.unref();
    const abort = () => void worker.terminate();
    signal?.addEventListener('abort', abort);
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => {
      signal?.removeEventListener('abort', abort);
      reject(new Error('the thread ended without an answer'));
    });
  });
}
