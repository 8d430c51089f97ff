import { casbin, casbinScan } from './engines/casbin.mjs';
import { casl } from './engines/casl.mjs';
import { cedar, cedarScan } from './engines/cedar.mjs';
import { celJs, celJsScan } from './engines/cel-js.mjs';
import { hand } from './engines/hand.mjs';
import { jsonLogic } from './engines/json-logic.mjs';
import { jsonRulesEngine } from './engines/json-rules-engine.mjs';

/**
 * One contender. `prepare` is not timed; what it returns is.
 *
 * @typedef {import('./workload.mjs').Rule} Rule
 * @typedef {import('./workload.mjs').Call} Call
 * @typedef {{ readonly decision: string }} Decided
 * @typedef {object} Engine
 * @property {string} id
 * @property {string} title
 * @property {string} note            how the rules are laid out for it
 * @property {boolean} [asynchronous] `decide` returns a promise
 * @property {boolean} [scan]         a second layout of an engine, without a Map; too slow to be repeated
 * @property {(rules: readonly Rule[]) => ((call: Call) => any) | Promise<(call: Call) => any>} prepare
 * @property {(rules: readonly Rule[]) => (decided: any) => number} [ruleOf] the number of the rule that decided, -1 for none; default: its `rule`
 */

/** The yardstick. */
export { hand };

const RIVALS = [
  hand,
  celJs,
  jsonLogic,
  casl,
  casbin,
  jsonRulesEngine,
  cedar,
  celJsScan,
  cedarScan,
  casbinScan,
];

/** @returns {Promise<readonly Engine[]>} hand-written first, then Assent, then the others */
export async function allEngines() {
  const { assent } = await import('./engines/assent.mjs');
  const [yardstick, ...others] = RIVALS;
  return [yardstick, assent, ...others];
}
