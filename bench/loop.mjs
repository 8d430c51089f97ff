/**
 * The loops that are timed. `measure.mjs` imports this module once for each engine, with a query in
 * its address, so that every engine has a loop of its own: the compiler of the JavaScript engine can
 * specialise it as it would a caller's code, and no contender pays for the shapes of another.
 */

/**
 * Decides calls from `start` on, `count` of them, and begins anew at the end.
 *
 * @param {(call: any) => any} decide
 * @param {readonly unknown[]} calls
 * @param {number} start
 * @param {number} count
 * @returns {number} how many were allowed, so that no decision can be optimised away
 */
export function decideMany(decide, calls, start, count) {
  let allowed = 0;
  let at = start;
  for (let done = 0; done < count; done += 1) {
    if (decide(calls[at]).decision === 'allow') allowed += 1;
    at += 1;
    if (at === calls.length) at = 0;
  }
  return allowed;
}

/** The same for an engine that answers with a promise. */
export async function decideManyLater(decide, calls, start, count) {
  let allowed = 0;
  let at = start;
  for (let done = 0; done < count; done += 1) {
    if ((await decide(calls[at])).decision === 'allow') allowed += 1;
    at += 1;
    if (at === calls.length) at = 0;
  }
  return allowed;
}
