import { setTimeout } from 'node:timers/promises';
import { isBusy } from './sqlite-failure.ts';

/**
 * The longest time between two attempts, in milliseconds. SQLite has no queue for its lock: a process that
 * commits one batch after the other leaves short gaps, and often enough one of them is met.
 */
const LONGEST_STEP = 4;

/**
 * Acts as soon as no other connection is in the way; the process goes on meanwhile.
 *
 * @throws what `act` throws, and that another connection is in the way when it was for `lockWait` milliseconds
 */
export async function whenFree<T>(act: () => T, lockWait: number): Promise<T> {
  const end = performance.now() + lockWait;
  for (;;) {
    try {
      return act();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= end) throw error;
    }
    // not in step with others that wait
    await setTimeout(1 + Math.random() * (LONGEST_STEP - 1));
  }
}
