/**
 * A scripted agent that works on an order database, and asks a server about every tool call: what a language
 * model would choose is fixed here, everything else is as in a real agent. One refund is large enough to be
 * held by `policies/order-manager.yaml`.
 *
 *   npm start               in one terminal
 *   npm run demo            in another one
 *
 * `ASSENT_URL` says where the server is, `ASSENT_API_KEY` which key to use; without one, that which the
 * server has left in `data/demo-agent.key`.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Assent, GateError, isDeclined } from 'assent/client';
import { openOrders } from './order-database.mjs';

const url = process.env.ASSENT_URL ?? 'http://127.0.0.1:4319';
const KEY_FILE = 'data/demo-agent.key';

function readKey() {
  try {
    return readFileSync(KEY_FILE, 'utf8').trim();
  } catch {
    console.error(`no key in ${KEY_FILE}: run \`npm start\` first, or set ASSENT_API_KEY`);
    process.exit(1);
  }
}

const assent = new Assent({ url, apiKey: process.env.ASSENT_API_KEY ?? readKey() });
const orders = openOrders(':memory:');
const runId = `demo-${randomUUID()}`;

/** The tools, and what each does with the arguments that were decided. */
const tools = {
  'order_tools.lookup_order': ({ order }) => orders.lookup(order),
  'order_tools.process_refund': ({ order, amount }) => orders.refund(order, amount),
};

/** What the model asks for, in this order. */
const steps = [
  ['order_tools.lookup_order', { order: 'A-1001' }],
  ['order_tools.process_refund', { order: 'A-1001', amount: 49.9 }],
  ['order_tools.process_refund', { order: 'A-1003', amount: -310 }],
  ['order_tools.process_refund', { order: 'A-1002', amount: 1290 }],
];

/** Tells who has to do what before a call goes on. */
async function announce(call) {
  const { approval } = await assent.request(call);
  if (approval?.status !== 'pending') return;
  console.log(`  waits for a person: ${approval.ruling.message}`);
  console.log(`  assent approvals approve ${approval.id}`);
}

console.log(`run ${runId} at ${url}`);
try {
  for (const [index, [tool, param]] of steps.entries()) {
    console.log(`${tool} ${JSON.stringify(param)}`);
    // with a key, whoever asks again comes back to the same request
    const call = { tool, param, runId, idempotencyKey: `${runId}/${index}` };
    try {
      if ((await assent.canI(call)).decision === 'require_approval') await announce(call);
      const result = await assent.withTool(call, tools[tool]);
      if (isDeclined(result)) console.log(`  ${result.status}: ${result.reason}`);
      else console.log(`  done: ${JSON.stringify(result)}`);
    } catch (error) {
      if (!(error instanceof GateError) || error.code !== 'gate/blocked') throw error;
      console.log(`  blocked: ${error.message}`);
    }
  }
  console.log(`refunds in the database: ${JSON.stringify(orders.refunds())}`);
} catch (error) {
  if (!(error instanceof GateError)) throw error;
  console.error(`  ${error.code}: ${error.message}`);
  process.exitCode = 1;
} finally {
  await assent.close();
  orders.close();
}
