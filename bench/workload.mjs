import { DOMAINS, ENVIRONMENTS } from './domains.mjs';
import { createRandom } from './random.mjs';

/**
 * A condition in the terms that every engine of the bench can express.
 *
 * @typedef {{ shape: 'above', path: string, value: number }} Above
 * @typedef {{ shape: 'equals', path: string, value: string }} Equals
 * @typedef {{ shape: 'oneOf', path: string, value: string[] }} OneOf
 * @typedef {{ shape: 'both', terms: [Above, Equals] }} Both
 * @typedef {Above | Equals | OneOf | Both} Condition
 *
 * @typedef {object} Rule
 * @property {number} number     0, 1, 2 ... in source order; where two approvals apply, the first is named
 * @property {string} tool
 * @property {'approval' | 'block'} kind
 * @property {Condition | undefined} condition   absent for a rule that always applies
 *
 * @typedef {{ rules: readonly Rule[], domainOf: ReadonlyMap<string, import('./domains.mjs').Domain> }} RuleSet
 *
 * @typedef {object} Call
 * @property {string} tool
 * @property {Record<string, unknown>} param
 * @property {{ type: string, environment: string }} resource
 * @property {{ id: string, name: string }} agent
 * @property {{ id: string, user: string }} run
 */

/** A tool has one rule, or two in this share: two approvals, or an approval and a block. */
const SECOND_RULE = 0.25;
const BLOCK = 0.3;
const UNKNOWN_TOOL = 0.15;

/**
 * Makes `count` rules over distinct tool names, one or two a tool.
 *
 * @param {number} count
 * @param {number} seed
 * @returns {RuleSet}
 */
export function makeRules(count, seed) {
  const random = createRandom(seed);
  /** @type {Rule[]} */
  const rules = [];
  const domainOf = new Map();
  while (rules.length < count) {
    const domain = random.pick(DOMAINS);
    const tool = nameTool(random, domain, domainOf.size);
    domainOf.set(tool, domain);
    const pair = rules.length + 1 < count && random.chance(SECOND_RULE);
    const first = kindOfRule(random);
    rules.push({
      number: rules.length,
      tool,
      kind: first,
      condition: makeCondition(random, domain, !pair),
    });
    if (pair) {
      const second = first === 'block' ? 'approval' : kindOfRule(random);
      const condition = makeCondition(random, domain, false);
      rules.push({ number: rules.length, tool, kind: second, condition });
    }
  }
  return { rules, domainOf };
}

/**
 * Makes `count` calls: most to tools that have rules, some to tools that have none. They pass
 * through JSON, as real ones do, so that no string is the very object that a rule holds.
 *
 * @param {RuleSet} ruleSet
 * @param {number} count
 * @param {number} seed
 * @param {readonly string[]} [tools] the tools to call; by default every tool of the rules
 * @returns {Call[]}
 */
export function makeCalls(ruleSet, count, seed, tools = [...ruleSet.domainOf.keys()]) {
  const random = createRandom(seed);
  const calls = Array.from({ length: count }, (_, index) => {
    const unknown = random.chance(UNKNOWN_TOOL);
    const known = random.pick(tools);
    const domain = unknown ? random.pick(DOMAINS) : ruleSet.domainOf.get(known);
    const extra = random.chance(0.3) ? { note: `ticket ${index}` } : {};
    return {
      tool: unknown ? nameTool(random, domain, 1_000_000 + index) : known,
      param: { ...domain.param(random), ...extra },
      resource: { type: 'account', environment: random.pick(ENVIRONMENTS) },
      agent: { id: `agent-${random.integer(1, 20)}`, name: 'support' },
      run: { id: `run-${index}`, user: `user-${random.integer(1, 50)}` },
    };
  });
  return JSON.parse(JSON.stringify(calls));
}

/**
 * The value at a dotted path of a call, as the generic engines read it.
 *
 * @param {unknown} value
 * @param {readonly string[]} path
 */
export function valueAt(value, path) {
  let found = /** @type {any} */ (value);
  for (const key of path) found = found?.[key];
  return found;
}

/**
 * The rules by tool, each list in the order in which the first that applies decides: blocks, then
 * approvals in source order.
 *
 * @param {readonly Rule[]} rules
 * @returns {Map<string, Rule[]>}
 */
export function groupByTool(rules) {
  /** @type {Map<string, Rule[]>} */
  const byTool = new Map();
  for (const rule of rules) {
    const group = byTool.get(rule.tool);
    if (group === undefined) byTool.set(rule.tool, [rule]);
    else if (rule.kind === 'block') group.unshift(rule);
    else group.push(rule);
  }
  return byTool;
}

function kindOfRule(random) {
  return random.chance(BLOCK) ? 'block' : 'approval';
}

function nameTool(random, domain, serial) {
  return `${domain.server}.${random.pick(domain.verbs)}_${random.pick(domain.nouns)}_${serial}`;
}

/** @returns {Condition | undefined} */
function makeCondition(random, domain, mayBeAbsent) {
  const roll = random.next();
  if (roll < 0.1 && mayBeAbsent) return undefined;
  if (roll < 0.45) return above(random, domain);
  if (roll < 0.6) return equals(random, domain);
  if (roll < 0.8) {
    const { path, words } = random.pick(domain.strings);
    return { shape: 'oneOf', path, value: random.sample(words, random.integer(2, 3)) };
  }
  const environment = random.pick(ENVIRONMENTS);
  const inEnvironment = { shape: 'equals', path: 'resource.environment', value: environment };
  return { shape: 'both', terms: [above(random, domain), inEnvironment] };
}

function above(random, domain) {
  const { path, high } = random.pick(domain.numbers);
  return { shape: 'above', path, value: random.integer(1, high) };
}

function equals(random, domain) {
  const { path, words } = random.pick(domain.strings);
  return { shape: 'equals', path, value: random.pick(words) };
}
