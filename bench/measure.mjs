import { startStopwatch } from './stopwatch.mjs';

/**
 * @typedef {object} Contender
 * @property {string} id
 * @property {(call: any) => any} decide
 * @property {readonly unknown[]} calls
 * @property {boolean} [asynchronous]
 *
 * @typedef {object} Timing
 * @property {string} id
 * @property {number} nanoseconds  processor time of one decision, median over the rounds
 * @property {number} ratio        median over the rounds of its time to that of the first contender in the same round
 * @property {number} decisions    how many were timed
 */

const ROUNDS = 61;
/** How long one contender runs in one round: shorter than what a busy system gives a process at once. */
const SLICE_MS = 4;
const WARM_UP_MS = 400;
/** A slow engine is timed over this many calls a round at least, however long they take. */
const FEWEST_CALLS = 4;

/**
 * Times the contenders in turns, so that noise of the machine hits all of them alike. A contender
 * too slow for every call in its slice is timed over a window that moves on from round to round.
 *
 * @param {readonly Contender[]} contenders the first is the yardstick
 * @returns {Promise<Timing[]>} in the order of the contenders
 */
export async function measure(contenders) {
  const runners = [];
  for (const contender of contenders) runners.push(await warmUp(contender));
  /** @type {number[][]} */
  const times = contenders.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [at, runner] of runners.entries()) times[at].push(await runner.round());
  }
  return contenders.map((contender, at) => ({
    id: contender.id,
    nanoseconds: median(times[at]),
    ratio: median(times[at].map((time, round) => time / times[0][round])),
    decisions: runners[at].count * ROUNDS,
  }));
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @param {Contender} contender */
async function warmUp({ id, decide, calls, asynchronous }) {
  const loop = await import(`./loop.mjs?of=${encodeURIComponent(id)}`);
  let start = 0;
  /** @returns {Promise<number>} milliseconds */
  const run = async (/** @type {number} */ count) => {
    const stopwatch = startStopwatch();
    if (asynchronous === true) await loop.decideManyLater(decide, calls, start, count);
    else loop.decideMany(decide, calls, start, count);
    const elapsed = stopwatch();
    start = (start + count) % calls.length;
    return elapsed;
  };
  let warmed = 0;
  let perCall = Number.POSITIVE_INFINITY;
  let count = FEWEST_CALLS;
  while (warmed < WARM_UP_MS) {
    const elapsed = await run(count);
    warmed += elapsed;
    perCall = Math.min(perCall, elapsed / count);
    if (elapsed < SLICE_MS) count = Math.min(count * 2, calls.length);
  }
  const fitting = Math.round(SLICE_MS / perCall);
  const whole = Math.round(fitting / calls.length) * calls.length;
  const chosen = Math.max(whole > 0 ? whole : fitting, FEWEST_CALLS);
  return {
    count: chosen,
    round: async () => ((await run(chosen)) / chosen) * 1e6,
  };
}
