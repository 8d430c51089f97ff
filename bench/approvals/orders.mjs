import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRandom } from '../random.mjs';

/** An order desk: its policy, and calls as an agent makes them. Amounts over the limit are held. */

export const REFUND = 'order_tools.process_refund';
/** Held whatever they are called with; no change of the policy touches them. */
const OTHERS = ['cancel_order', 'change_address', 'ship_replacement', 'apply_discount'].map(
  (name) => `order_tools.${name}`,
);
/** Of no request: one policy allows it, the next blocks it. */
export const PRICE_MATCH = 'order_tools.price_match';

/** Smaller refunds pass, larger ones are held by one rule, and those over the second limit by another. */
export const LIMIT = 1000;
export const LARGE = 5000;

const REASONS = [
  'the parcel was lost on its way, and the carrier has confirmed it in writing',
  'two of the three items arrived broken; the customer sent pictures of both',
  'charged twice for the same order after the checkout page was reloaded',
];
const STREETS = ['Station Road', 'Mill Lane', 'Harbour Street', 'Church Walk'];

const MEDIUM_RULE = `${REFUND}: param.amount > ${LIMIT} && param.amount <= ${LARGE}`;
const LARGE_RULE = `${REFUND}: param.amount > ${LARGE}`;

/**
 * Policies by what they are to the first one. Without the rule of medium refunds, requests of that rule are
 * allowed; where the rule of large ones is written otherwise as well, all other requests of the tool are
 * held by another rule than before.
 */
const RULES = {
  first: [LARGE_RULE, MEDIUM_RULE],
  removed: [LARGE_RULE],
  rewritten: [`${REFUND}: param.amount >= ${LARGE + 1}`],
};

/** @param {readonly string[]} refundRules @param {string} blocked */
const policyText = (refundRules, blocked) => `name: order-desk
redact: ["param.customer.phone"]
approval:
  tools:
${[...refundRules, ...OTHERS].map((rule) => `    - ${rule}`).join('\n')}
  timeout: 24h
  message: "{{ agent.id }} wants {{ tool.name }} of {{ param.amount }} {{ param.currency }} for order {{ param.order }}."
block:
  tools:
    - ${blocked}
  message: "{{ tool.name }} is not for agents."
`;

/** Writes the policy to begin with. @param {string} directory @returns {string} its path */
export function writePolicy(directory) {
  return write(directory, policyText(RULES.first, 'order_tools.purge_*'));
}

/** Lets medium refunds pass. @param {string} directory @param {'removed' | 'rewritten'} change */
export function changePolicy(directory, change) {
  write(directory, policyText(RULES[change], PRICE_MATCH));
}

/** Where the policy of a directory is: apart from the store, as nobody watches a folder that a database writes to. */
export const policyPath = (directory) => join(directory, 'policies', 'order-desk.yaml');

function write(directory, text) {
  const path = policyPath(directory);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/**
 * An endless source of calls that are held, each of them another one.
 *
 * @param {number} seed
 * @param {(index: number) => { tool: string, amount: [number, number] }} [choose] the tool of the call and from where to where its amount is
 */
export function heldCalls(seed, choose = anyRefund) {
  const random = createRandom(seed);
  let index = 0;
  return () => {
    const { tool, amount } = choose(index);
    const number = index;
    index += 1;
    return {
      tool,
      param: {
        order: `ORD-${seed}-${number}`,
        amount: random.integer(...amount),
        currency: random.pick(['EUR', 'USD', 'GBP']),
        reason: random.pick(REASONS),
        customer: {
          name: `Customer ${random.integer(1, 9999)}`,
          email: `customer.${random.integer(1, 9999)}@example.com`,
          phone: `+49 30 ${random.integer(1000000, 9999999)}`,
          address: `${random.integer(1, 200)} ${random.pick(STREETS)}`,
        },
        payment: { method: 'card', card_number: '4111 1111 1111 1111', token: `tok_${number}` },
      },
      agent: { id: `order-bot-${random.integer(1, 20)}` },
      runId: `run-${number >> 2}`,
    };
  };
}

const anyRefund = () => ({ tool: REFUND, amount: [LIMIT + 1, 20_000] });

/** One call of five is a refund that a changed policy allows; the others are of other tools. */
export const ofFiveTools = (index) =>
  index % 5 === 0
    ? { tool: REFUND, amount: [LIMIT + 1, LARGE] }
    : { tool: OTHERS[index % OTHERS.length], amount: [LIMIT + 1, 20_000] };

/** All are refunds, and a changed policy allows one of five. */
export const ofOneTool = (index) => ({
  tool: REFUND,
  amount: index % 5 === 0 ? [LIMIT + 1, LARGE] : [LARGE + 1, 20_000],
});
