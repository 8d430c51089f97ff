/**
 * The workload as CEL and as the YAML that Assent reads.
 *
 * @typedef {import('./workload.mjs').Rule} Rule
 * @typedef {import('./workload.mjs').Condition} Condition
 */

/** About as many entries as a team writes under one set of terms. */
const ENTRIES_PER_BLOCK = 20;
const TIMEOUTS = ['15m', '30m', '1h', '4h'];

/**
 * @param {Condition} condition
 * @returns {string} CEL
 */
export function toCel(condition) {
  switch (condition.shape) {
    case 'above':
      return `${condition.path} > ${condition.value}`;
    case 'equals':
      return `${condition.path} == ${JSON.stringify(condition.value)}`;
    case 'oneOf':
      return `${condition.path} in [${condition.value.map((word) => JSON.stringify(word)).join(', ')}]`;
    case 'both':
      return condition.terms.map(toCel).join(' && ');
  }
}

/**
 * One policy document with all the rules in blocks of twenty entries or so; the rules of one tool
 * stay in one block.
 *
 * @param {readonly Rule[]} rules
 * @param {string} [message] of every approval block
 * @returns {{ text: string, ruleAtLine: Map<number, number> }} the document, and the number of the rule on each line, from 1
 */
export function toYaml(rules, message = 'A manager must look at this.') {
  const lines = ['name: bench'];
  const ruleAtLine = new Map();
  for (const kind of ['approval', 'block']) {
    const chosen = rules.filter((rule) => rule.kind === kind);
    if (chosen.length === 0) continue;
    lines.push(`${kind}:`);
    for (const [index, entries] of inBlocks(chosen).entries()) {
      lines.push('  - tools:');
      for (const rule of entries) {
        const condition = rule.condition === undefined ? '' : `: ${toCel(rule.condition)}`;
        lines.push(`      - ${rule.tool}${condition}`);
        ruleAtLine.set(lines.length, rule.number);
      }
      if (kind === 'approval') lines.push(`    timeout: ${TIMEOUTS[index % TIMEOUTS.length]}`);
      lines.push(
        `    message: ${JSON.stringify(kind === 'approval' ? message : 'Never from an agent.')}`,
      );
    }
  }
  return { text: `${lines.join('\n')}\n`, ruleAtLine };
}

function inBlocks(rules) {
  const blocks = [[]];
  for (const rule of rules) {
    const block = blocks[blocks.length - 1];
    if (block.length >= ENTRIES_PER_BLOCK && block[block.length - 1].tool !== rule.tool) {
      blocks.push([rule]);
    } else {
      block.push(rule);
    }
  }
  return blocks;
}
