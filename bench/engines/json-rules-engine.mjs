import { Engine } from 'json-rules-engine';
import { ALLOWED, makeOutcomes } from '../outcome.mjs';
import { groupByTool, valueAt } from '../workload.mjs';

const OPERATORS = { above: 'greaterThan', equals: 'equal', oneOf: 'in' };

/** Splitting a path once and walking it replaces the default JSONPath, which is far slower. */
const PATHS = new Map();
function pathResolver(value, path) {
  let keys = PATHS.get(path);
  if (keys === undefined) {
    keys = path.split('.');
    PATHS.set(path, keys);
  }
  return valueAt(value, keys);
}

/** @type {import('../engines.mjs').Engine} */
export const jsonRulesEngine = {
  id: 'json-rules-engine',
  title: 'json-rules-engine',
  note: 'Map from tool to an engine; its own path resolver; one promise a decision',
  asynchronous: true,
  prepare(rules) {
    const outcomes = makeOutcomes(rules);
    const index = new Map();
    for (const [tool, group] of groupByTool(rules)) {
      const rank = new Map(group.map((rule, at) => [rule.number, at]));
      const engine = new Engine(
        group.map((rule) => ({
          conditions: { all: toConditions(rule.condition) },
          event: { type: 'applies', params: { number: rule.number } },
        })),
        { pathResolver },
      );
      index.set(tool, { engine, rank });
    }
    return async (call) => {
      const found = index.get(call.tool);
      if (found === undefined) return ALLOWED;
      const { events } = await found.engine.run(call);
      let best = ALLOWED;
      let bestRank = Number.POSITIVE_INFINITY;
      for (const event of events) {
        const number = event.params.number;
        const rank = found.rank.get(number);
        if (rank < bestRank) {
          bestRank = rank;
          best = outcomes[number];
        }
      }
      return best;
    };
  },
};

/** @param {import('../workload.mjs').Condition | undefined} condition */
function toConditions(condition) {
  if (condition === undefined) return [];
  if (condition.shape === 'both') return condition.terms.flatMap(toConditions);
  const [fact, ...rest] = condition.path.split('.');
  return [
    {
      fact,
      path: rest.join('.'),
      operator: OPERATORS[condition.shape],
      value: condition.value,
    },
  ];
}
