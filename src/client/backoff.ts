const FIRST_MS = 100;
const LONGEST_MS = 5_000;

/**
 * How long to stay away before a request is sent again: exponential, with full jitter, so that many clients
 * of a server that comes back do not come at once.
 *
 * @param failures in a row, 1 and up
 * @param random from 0 to 1
 * @returns milliseconds
 */
export const backoffMs = (failures: number, random: () => number): number =>
  random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 10));
