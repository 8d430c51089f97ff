import { setTimeout as sleep } from 'node:timers/promises';

/** Long enough for a loaded machine; nothing waits this long where all is well. */
const DEADLINE_MS = 20_000;

/** Waits until `condition` holds; fails with `what` when that takes implausibly long. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await sleep(5);
  }
}
