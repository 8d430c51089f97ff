import { newEnforcer, newModelFromString } from 'casbin';
import { ALLOWED, makeOutcomes } from '../outcome.mjs';
import { groupByTool } from '../workload.mjs';

/** @typedef {import('../workload.mjs').Rule} Rule */

/**
 * @param {string} matcher
 * @param {readonly Rule[]} rules in the order in which the first that applies decides
 */
async function enforcerFor(matcher, rules) {
  const model = newModelFromString(`
[request_definition]
r = tool, call
[policy_definition]
p = number, tool, rule, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = ${matcher}
`);
  // The explained rule is the last that allows, or the first that denies.
  const policies = [...rules]
    .reverse()
    .map((rule) => [
      String(rule.number),
      rule.tool,
      toRule(rule.condition),
      rule.kind === 'block' ? 'deny' : 'allow',
    ]);
  model.addPolicies('p', 'p', policies);
  return newEnforcer(model);
}

/** @type {import('../engines.mjs').Engine} */
export const casbin = {
  id: 'casbin',
  title: 'casbin',
  note: 'Map from tool to an enforcer; ABAC rules, enforceExSync',
  async prepare(rules) {
    const outcomes = makeOutcomes(rules);
    const index = new Map();
    for (const [tool, group] of groupByTool(rules)) {
      index.set(tool, await enforcerFor('eval(p.rule)', group));
    }
    return (call) => {
      const enforcer = index.get(call.tool);
      if (enforcer === undefined) return ALLOWED;
      const [, reason] = enforcer.enforceExSync(call.tool, call);
      return outcomes[Number(reason[0] ?? -1)] ?? ALLOWED;
    };
  },
};

/** @type {import('../engines.mjs').Engine} */
export const casbinScan = {
  id: 'casbin-scan',
  title: 'casbin, scan',
  note: 'one enforcer with every rule',
  scan: true,
  async prepare(rules) {
    const outcomes = makeOutcomes(rules);
    const strictestFirst = [...groupByTool(rules).values()].flat();
    // No space before `eval`: casbin takes a spaced parenthesis around a list for the list itself.
    const enforcer = await enforcerFor('r.tool == p.tool &&eval(p.rule)', strictestFirst);
    return (call) => {
      const [, reason] = enforcer.enforceExSync(call.tool, call);
      return outcomes[Number(reason[0] ?? -1)] ?? ALLOWED;
    };
  },
};

/** @param {import('../workload.mjs').Condition | undefined} condition */
function toRule(condition) {
  switch (condition?.shape) {
    case undefined:
      return 'true';
    case 'above':
      return `r.call.${condition.path} > ${condition.value}`;
    case 'equals':
      return `r.call.${condition.path} == ${JSON.stringify(condition.value)}`;
    case 'oneOf':
      return `r.call.${condition.path} in ${JSON.stringify(condition.value)}`;
    case 'both':
      return condition.terms.map(toRule).join(' && ');
  }
}
