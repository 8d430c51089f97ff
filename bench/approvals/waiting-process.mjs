import { createGate } from '../../dist/approvals/index.js';
import { openStore } from '../../dist/storage/index.js';
import { holdCalls } from './waiters.mjs';

/** A process whose calls wait; the reviewer is in another one. Argument: what to hold, as JSON. */
const { url, policies, ...what } = JSON.parse(process.argv[2]);
const store = await openStore(url);
const gate = await createGate({ policies, store });
await holdCalls(gate, what, (order, at) => process.send({ order, at: String(at) }));
await gate.close();
await store.close();
process.disconnect();
