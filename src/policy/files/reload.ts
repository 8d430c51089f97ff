import { askThread } from './ask-thread.ts';
import {
  type CatalogPlace,
  digestPolicies,
  type PolicyReading,
  readPolicies,
} from './read-policies.ts';

/** What to read, and what was found there last. Plain data, since it goes to another thread. */
export interface ReloadRequest {
  readonly paths: readonly string[];
  readonly agentFile: boolean;
  /** Digest of the last reading. */
  readonly digest: string;
  /** Catalogs of the last reading. */
  readonly catalogs: readonly CatalogPlace[];
}

export type Reloaded = PolicyReading | 'unchanged';

/** Reads the set again, but looks into the texts only if they differ from those of the last reading. */
export function reload({ paths, agentFile, digest, catalogs }: ReloadRequest): Reloaded {
  return digestPolicies(paths, catalogs) === digest ? 'unchanged' : readPolicies(paths, agentFile);
}

/**
 * The same on a thread of its own, which does not keep the process alive. Where none can be had, as in a
 * bundle that left the thread's file out, this thread reads.
 *
 * @param signal ends the thread; the result is `unchanged` then
 */
export async function reloadOffThread(
  request: ReloadRequest,
  signal: AbortSignal,
): Promise<Reloaded> {
  try {
    return await askThread<Reloaded>(
      new URL('./reload-worker.js', import.meta.url),
      request,
      signal,
    );
  } catch {
    return signal.aborted ? 'unchanged' : reload(request);
  }
}
