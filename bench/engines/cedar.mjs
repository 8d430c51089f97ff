import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import { ALLOWED, makeOutcomes } from '../outcome.mjs';
import { groupByTool } from '../workload.mjs';

/**
 * Policy sets are parsed ahead and kept inside the module. An approval is a `permit`, a block a
 * `forbid`; that nothing is permitted means that no rule applies.
 */

/** @typedef {import('../workload.mjs').Rule} Rule */

const PRINCIPAL = { type: 'Agent', id: 'support' };
const RESOURCE = { type: 'Service', id: 'tools' };
let sets = 0;

/** @param {readonly Rule[]} rules @returns {string} the name of the parsed set */
function parseSet(rules) {
  const staticPolicies = Object.fromEntries(
    rules.map((rule) => [String(rule.number), toPolicy(rule)]),
  );
  sets += 1;
  const name = `set-${sets}`;
  const answer = preparsePolicySet(name, { staticPolicies });
  if (answer.type !== 'success') throw new Error(JSON.stringify(answer.errors));
  return name;
}

/** @returns {number} the number of the first determining rule, -1 for none */
function authorize(name, call) {
  const answer = statefulIsAuthorized({
    principal: PRINCIPAL,
    action: { type: 'Action', id: call.tool },
    resource: RESOURCE,
    context: { param: call.param, resource: call.resource },
    preparsedPolicySetId: name,
    entities: [],
  });
  if (answer.type !== 'success') throw new Error(JSON.stringify(answer.errors));
  const { reason } = answer.response.diagnostics;
  return reason.length === 0 ? -1 : Math.min(...reason.map(Number));
}

/** @type {import('../engines.mjs').Engine} */
export const cedar = {
  id: 'cedar',
  title: 'Cedar wasm',
  note: 'Map from tool to a parsed policy set',
  prepare(rules) {
    const outcomes = makeOutcomes(rules);
    const index = new Map();
    for (const [tool, group] of groupByTool(rules)) index.set(tool, parseSet(group));
    return (call) => {
      const name = index.get(call.tool);
      if (name === undefined) return ALLOWED;
      return outcomes[authorize(name, call)] ?? ALLOWED;
    };
  },
};

/** @type {import('../engines.mjs').Engine} */
export const cedarScan = {
  id: 'cedar-scan',
  title: 'Cedar wasm, one set',
  note: 'one parsed policy set with every rule',
  scan: true,
  prepare(rules) {
    const outcomes = makeOutcomes(rules);
    const name = parseSet(rules);
    return (call) => outcomes[authorize(name, call)] ?? ALLOWED;
  },
};

/** @param {Rule} rule */
function toPolicy(rule) {
  const effect = rule.kind === 'block' ? 'forbid' : 'permit';
  const when = rule.condition === undefined ? '' : ` when { ${toCedar(rule.condition)} }`;
  return `${effect}(principal, action == Action::${JSON.stringify(rule.tool)}, resource)${when};`;
}

/** @param {import('../workload.mjs').Condition} condition */
function toCedar(condition) {
  switch (condition.shape) {
    case 'above':
      return `context.${condition.path} > ${condition.value}`;
    case 'equals':
      return `context.${condition.path} == ${JSON.stringify(condition.value)}`;
    case 'oneOf':
      return `${JSON.stringify(condition.value)}.contains(context.${condition.path})`;
    case 'both':
      return condition.terms.map(toCedar).join(' && ');
  }
}
