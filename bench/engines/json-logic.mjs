import { LogicEngine } from 'json-logic-engine';
import { ALLOWED, makeOutcomes } from '../outcome.mjs';
import { groupByTool } from '../workload.mjs';

/** @type {import('../engines.mjs').Engine} */
export const jsonLogic = {
  id: 'json-logic-engine',
  title: 'json-logic-engine',
  note: 'Map from tool to one compiled `if` over its rules',
  prepare(rules) {
    const outcomes = makeOutcomes(rules);
    const engine = new LogicEngine();
    const index = new Map();
    for (const [tool, group] of groupByTool(rules)) {
      const branches = group.flatMap((rule) => [toLogic(rule.condition), rule.number]);
      index.set(tool, engine.build({ if: [...branches, -1] }));
    }
    return (call) => {
      const choose = index.get(call.tool);
      if (choose === undefined) return ALLOWED;
      return outcomes[choose(call)] ?? ALLOWED;
    };
  },
};

/** @param {import('../workload.mjs').Condition | undefined} condition */
function toLogic(condition) {
  switch (condition?.shape) {
    case undefined:
      return true;
    case 'above':
      return { '>': [{ var: condition.path }, condition.value] };
    case 'equals':
      return { '===': [{ var: condition.path }, condition.value] };
    case 'oneOf':
      return { in: [{ var: condition.path }, condition.value] };
    case 'both':
      return { and: condition.terms.map(toLogic) };
  }
}
