/**
 * What every rival answers with: the decision and the rule that made it, shared and frozen, as a
 * caller who wants to log a reason needs it.
 *
 * @typedef {{ readonly decision: 'allow' | 'require_approval' | 'block', readonly rule: number }} Outcome
 */

/** The outcome where no rule applies. */
export const ALLOWED = Object.freeze({ decision: 'allow', rule: -1 });

/**
 * One outcome for each rule, by its number.
 *
 * @param {readonly import('./workload.mjs').Rule[]} rules
 * @returns {readonly Outcome[]}
 */
export function makeOutcomes(rules) {
  return rules.map((rule) =>
    Object.freeze({
      decision: rule.kind === 'block' ? 'block' : 'require_approval',
      rule: rule.number,
    }),
  );
}
