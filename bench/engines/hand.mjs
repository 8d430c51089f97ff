import { ALLOWED, makeOutcomes } from '../outcome.mjs';
import { groupByTool } from '../workload.mjs';

/**
 * What a programmer would write by hand for exactly these rules: native comparisons on literal
 * property names, in a Map from the tool to its rules. The yardstick of every ratio.
 */

/** @typedef {import('../workload.mjs').Call} Call */

/** @type {Record<string, (limit: number) => (call: any) => boolean>} */
const ABOVE = {
  'param.amount': (limit) => (call) => call.param.amount > limit,
  'param.account.balance': (limit) => (call) => call.param.account.balance > limit,
  'param.customer.orders': (limit) => (call) => call.param.customer.orders > limit,
  'param.recipients': (limit) => (call) => call.param.recipients > limit,
  'param.replicas': (limit) => (call) => call.param.replicas > limit,
  'param.rows': (limit) => (call) => call.param.rows > limit,
  'param.size': (limit) => (call) => call.param.size > limit,
  'param.team.size': (limit) => (call) => call.param.team.size > limit,
  'param.count': (limit) => (call) => call.param.count > limit,
};

/** @type {Record<string, (word: string) => (call: any) => boolean>} */
const EQUALS = {
  'param.currency': (word) => (call) => call.param.currency === word,
  'param.account.country': (word) => (call) => call.param.account.country === word,
  'param.reason': (word) => (call) => call.param.reason === word,
  'param.customer.tier': (word) => (call) => call.param.customer.tier === word,
  'param.domain': (word) => (call) => call.param.domain === word,
  'param.region': (word) => (call) => call.param.region === word,
  'param.operation': (word) => (call) => call.param.operation === word,
  'param.table': (word) => (call) => call.param.table === word,
  'param.mode': (word) => (call) => call.param.mode === word,
  'param.role': (word) => (call) => call.param.role === word,
  'param.team.name': (word) => (call) => call.param.team.name === word,
  'param.instance_type': (word) => (call) => call.param.instance_type === word,
};

/** @type {Record<string, (words: Set<string>) => (call: any) => boolean>} */
const ONE_OF = {
  'param.currency': (words) => (call) => words.has(call.param.currency),
  'param.account.country': (words) => (call) => words.has(call.param.account.country),
  'param.reason': (words) => (call) => words.has(call.param.reason),
  'param.customer.tier': (words) => (call) => words.has(call.param.customer.tier),
  'param.domain': (words) => (call) => words.has(call.param.domain),
  'param.region': (words) => (call) => words.has(call.param.region),
  'param.operation': (words) => (call) => words.has(call.param.operation),
  'param.table': (words) => (call) => words.has(call.param.table),
  'param.mode': (words) => (call) => words.has(call.param.mode),
  'param.role': (words) => (call) => words.has(call.param.role),
  'param.team.name': (words) => (call) => words.has(call.param.team.name),
  'param.instance_type': (words) => (call) => words.has(call.param.instance_type),
};

/** Above a limit, in one environment. @type {Record<string, (limit: number, word: string) => (call: any) => boolean>} */
const ABOVE_IN = {
  'param.amount': (limit, word) => (call) =>
    call.param.amount > limit && call.resource.environment === word,
  'param.account.balance': (limit, word) => (call) =>
    call.param.account.balance > limit && call.resource.environment === word,
  'param.customer.orders': (limit, word) => (call) =>
    call.param.customer.orders > limit && call.resource.environment === word,
  'param.recipients': (limit, word) => (call) =>
    call.param.recipients > limit && call.resource.environment === word,
  'param.replicas': (limit, word) => (call) =>
    call.param.replicas > limit && call.resource.environment === word,
  'param.rows': (limit, word) => (call) =>
    call.param.rows > limit && call.resource.environment === word,
  'param.size': (limit, word) => (call) =>
    call.param.size > limit && call.resource.environment === word,
  'param.team.size': (limit, word) => (call) =>
    call.param.team.size > limit && call.resource.environment === word,
  'param.count': (limit, word) => (call) =>
    call.param.count > limit && call.resource.environment === word,
};

/** @type {import('../engines.mjs').Engine} */
export const hand = {
  id: 'hand',
  title: 'hand-written JavaScript',
  note: 'Map from tool to native comparisons',
  prepare(rules) {
    const outcomes = makeOutcomes(rules);
    /** @type {Map<string, { holds: (call: Call) => boolean, outcome: import('../outcome.mjs').Outcome }[]>} */
    const index = new Map();
    for (const [tool, group] of groupByTool(rules)) {
      const checks = group.map((rule) => ({
        holds: write(rule.condition),
        outcome: outcomes[rule.number],
      }));
      index.set(tool, checks);
    }
    return (call) => {
      const checks = index.get(call.tool);
      if (checks === undefined) return ALLOWED;
      for (let at = 0; at < checks.length; at += 1) {
        const check = checks[at];
        if (check.holds(call)) return check.outcome;
      }
      return ALLOWED;
    };
  },
};

/** @param {import('../workload.mjs').Condition | undefined} condition */
function write(condition) {
  switch (condition?.shape) {
    case undefined:
      return () => true;
    case 'above':
      return ABOVE[condition.path](condition.value);
    case 'equals':
      return EQUALS[condition.path](condition.value);
    case 'oneOf':
      return ONE_OF[condition.path](new Set(condition.value));
    case 'both': {
      const [above, inEnvironment] = condition.terms;
      return ABOVE_IN[above.path](above.value, inEnvironment.value);
    }
  }
}
