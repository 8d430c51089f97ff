import { makeOutcomes } from './outcome.mjs';

/**
 * @typedef {import('./engines.mjs').Engine} Engine
 * @typedef {{ engine: Engine, decide: (call: any) => any }} Prepared
 */

/** Less than this share of each decision, and the agreement says little. */
const LEAST_SHARE = 0.05;

/**
 * Has every engine decide every call and compares each decision, and the rule that made it, with
 * those of the first engine, and so with those of all.
 *
 * @param {readonly import('./workload.mjs').Rule[]} rules
 * @param {readonly import('./workload.mjs').Call[]} calls
 * @param {readonly Prepared[]} prepared
 * @throws Error at the first difference, or where the calls do not exercise every decision
 */
export async function assertAgreement(rules, calls, prepared) {
  const outcomes = makeOutcomes(rules);
  /** @type {{ by: string, rule: number }[]} */
  const expected = [];
  const tally = { allow: 0, require_approval: 0, block: 0 };
  for (const { engine, decide } of prepared) {
    const ruleOf = engine.ruleOf?.(rules) ?? ((decided) => decided.rule);
    for (const [at, call] of calls.entries()) {
      const decided = await decide(call);
      const rule = ruleOf(decided);
      const meant = rule === -1 ? 'allow' : outcomes[rule]?.decision;
      expected[at] ??= { by: engine.id, rule };
      if (decided.decision !== meant || rule !== expected[at].rule) {
        throw new Error(
          `${engine.id} answers ${JSON.stringify(decided)} (rule ${rule}), ` +
            `${expected[at].by} names rule ${expected[at].rule}, for ${JSON.stringify(call)}`,
        );
      }
      tally[decided.decision] += 1;
    }
  }
  const total = calls.length * prepared.length;
  for (const [decision, count] of Object.entries(tally)) {
    if (count < total * LEAST_SHARE)
      throw new Error(`only ${count} of ${total} decide ${decision}`);
  }
}
