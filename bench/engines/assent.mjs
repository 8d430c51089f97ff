import { compilePolicy } from '../../dist/engine.js';
import { toYaml } from '../policy-text.mjs';

/**
 * Compiles one YAML document.
 *
 * @param {string} text
 * @returns the policy
 * @throws Error with the diagnostics where the text has mistakes
 */
export function compile(text) {
  const { policy, diagnostics } = compilePolicy([{ name: 'bench.yaml', text }]);
  if (policy === undefined) {
    throw new Error(`the bench's own policy does not compile: ${JSON.stringify(diagnostics[0])}`);
  }
  return policy;
}

/** @type {import('../engines.mjs').Engine} */
export const assent = {
  id: 'assent',
  title: 'Assent',
  note: 'from YAML; the full Decision is returned',
  prepare(rules) {
    const policy = compile(toYaml(rules).text);
    return (call) => policy.decide(call);
  },
  ruleOf(rules) {
    const { ruleAtLine } = toYaml(rules);
    return (decision) =>
      decision.rule === undefined ? -1 : (ruleAtLine.get(decision.rule.line) ?? -2);
  },
};
