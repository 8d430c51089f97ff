import { setImmediate } from 'node:timers/promises';

/** What a process may do in one go, in milliseconds, while others wait for it. */
const LONGEST_TURN = 5;

/** Gives a function that, called between the steps of something long, lets others run now and then. */
export function pauses(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < LONGEST_TURN) return;
    await setImmediate();
    since = performance.now();
  };
}
