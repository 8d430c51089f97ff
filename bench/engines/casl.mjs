import { createMongoAbility } from '@casl/ability';
import { ALLOWED, makeOutcomes } from '../outcome.mjs';
import { groupByTool } from '../workload.mjs';

const OPERATORS = { above: '$gt', equals: '$eq', oneOf: '$in' };

/** @type {import('../engines.mjs').Engine} */
export const casl = {
  id: 'casl',
  title: 'CASL',
  note: 'its own index, the tool as subject type',
  prepare(rules) {
    const outcomes = makeOutcomes(rules);
    // CASL lets the last matching rule win, so the strictest goes last.
    const weakestFirst = [...groupByTool(rules).values()].flat().reverse();
    const ability = createMongoAbility(
      weakestFirst.map((rule) => ({
        action: 'call',
        subject: rule.tool,
        inverted: rule.kind === 'block',
        reason: String(rule.number),
        ...(rule.condition === undefined ? {} : { conditions: toQuery(rule.condition) }),
      })),
      { detectSubjectType: (call) => call.tool },
    );
    const outcomeOf = new Map(ability.rules.map((raw) => [raw, outcomes[Number(raw.reason)]]));
    return (call) => {
      const rule = ability.relevantRuleFor('call', call);
      return rule === null ? ALLOWED : (outcomeOf.get(rule.origin) ?? ALLOWED);
    };
  },
};

/** @param {import('../workload.mjs').Condition} condition */
function toQuery(condition) {
  if (condition.shape === 'both') return Object.assign({}, ...condition.terms.map(toQuery));
  return { [condition.path]: { [OPERATORS[condition.shape]]: condition.value } };
}
