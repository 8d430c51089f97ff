/**
 * A scripted agent that works on a real order database through a gate. What a language model would
 * choose is fixed here; everything else is as in a real agent: every tool call goes through `withTool`,
 * and those that a person has to decide wait until one does.
 *
 *   node test/examples/refund-agent.mjs [directory]
 *
 * `assent.db` and `orders.db` are in the directory, `./data` where none is given.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BlockedError, createGate, isDeclined } from 'assent/approvals';
import { openStore } from 'assent/storage';
import { openOrders } from './order-database.mjs';

const directory = process.argv[2] ?? 'data';
mkdirSync(directory, { recursive: true });
const orders = openOrders(join(directory, 'orders.db'));
const store = await openStore(`sqlite:${join(directory, 'assent.db')}`);
const policies = fileURLToPath(new URL('refund-policy.yaml', import.meta.url));
const gate = await createGate({ policies, store });

/** The tools, and what each does with the arguments that were decided. */
const tools = {
  'orders.lookup': ({ order }) => orders.lookup(order),
  'orders.refund': ({ order, amount }) => orders.refund(order, amount),
  'orders.cancel': ({ order }) => orders.cancel(order),
};

/** What the model asks for, in this order. */
const steps = [
  ['orders.lookup', { order: 'A-1001' }],
  ['orders.refund', { order: 'A-1001', amount: 49.9 }],
  ['orders.refund', { order: 'A-1002', amount: 9900 }],
  ['orders.refund', { order: 'A-1002', amount: 1290 }],
  ['orders.cancel', { order: 'A-1003' }],
];

for (const [tool, param] of steps) {
  console.log(`${tool} ${JSON.stringify(param)}`);
  const call = { tool, param, agent: { id: 'refund-agent' }, runId: 'run-1' };
  try {
    const result = await gate.withTool(call, tools[tool]);
    if (isDeclined(result)) console.log(`  ${result.status}: ${result.reason}`);
    else console.log(`  done: ${JSON.stringify(result)}`);
  } catch (error) {
    if (!(error instanceof BlockedError)) throw error;
    console.log(`  blocked: ${error.message}`);
  }
}
console.log(`refunds in the database: ${JSON.stringify(orders.refunds())}`);

await gate.close();
await store.close();
orders.close();
