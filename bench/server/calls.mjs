import { heldCalls, LARGE, LIMIT, REFUND } from '../approvals/orders.mjs';

/** Calls of the order desk, as they go over the wire. Each is another one. */

/** Refunds that no rule matches. @param {number} seed */
export const allowedCalls = (seed) => onWire(heldCalls(seed, refundOf([1, LIMIT])));

/** Large refunds, which a person decides, whichever policy of the desk is active. @param {number} seed */
export const largeCalls = (seed) => onWire(heldCalls(seed, refundOf([LARGE + 1, 20_000])));

const refundOf = (amount) => () => ({ tool: REFUND, amount });

/** Without the agent: the key says which one it is. */
const onWire = (next) => () => {
  const { tool, param, runId } = next();
  return { tool, param, run: { id: runId } };
};
