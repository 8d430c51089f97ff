import { setTimeout as pause } from 'node:timers/promises';
import { health, readiness } from '../../contract/endpoints/operation.ts';
import { type Resource, resource } from '../handler.ts';
import { ProblemError } from '../problem.ts';

/** A store that takes longer to read one row is none to decide with. */
const LONGEST_READ_MS = 2_000;

/** Whether the process runs, and whether it can decide. */
export const healthResources: readonly Resource[] = [
  resource(health, async () => ({ status: 'ok' })),

  resource(readiness, async (_, { store, service, closing }) => {
    if (closing.aborted) throw new ProblemError('shutting-down', 'the server shuts down');
    if ((await isReadable(() => store.logHead())) !== true) {
      throw new ProblemError('unavailable', 'the store cannot be read within 2 s');
    }
    if (service.isOutdated) {
      throw new ProblemError('unavailable', 'another policy is in force, which is not known yet');
    }
    return { status: 'ready' };
  }),
];

/** Gives up after a while, though the read may go on. */
async function isReadable(read: () => Promise<unknown>): Promise<boolean> {
  const patience = new AbortController();
  const late = pause(LONGEST_READ_MS, false, { signal: patience.signal }).catch(() => false);
  try {
    return await Promise.race([
      read().then(
        () => true,
        () => false,
      ),
      late,
    ]);
  } finally {
    patience.abort();
  }
}
