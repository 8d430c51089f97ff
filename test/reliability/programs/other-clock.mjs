/** Another node, whose system clock is wrong by some milliseconds: brings the store up to date, and votes. */
import { createGate } from '../../../dist/approvals/index.js';
import { steadyClock } from '../../../dist/approvals/steady-clock.js';
import { openStore } from '../../../dist/storage/index.js';
import { compileAll } from './open-service.mjs';
import { tell } from './report.mjs';

const { url, offsetMs, policies: texts, votes } = JSON.parse(process.argv[2]);
const store = await openStore(url);
const { seq } = await store.logHead();
const [{ event }] = await store.entries(seq - 1, 1);
const clock = steadyClock(Date.parse(JSON.parse(event).at), {
  wall: () => Date.now() + offsetMs,
  monotonic: () => performance.now(),
});
const [policies] = compileAll(texts);
const gate = await createGate({ policies, store, clock });
for (const id of votes) {
  try {
    const { status } = await gate.approvals.approve(id, { by: { user: 'alice' } });
    tell({ kind: 'counted', id, status });
  } catch ({ code, message }) {
    tell({ kind: 'refused', id, code, message });
  }
}
// its own look after deadlines comes within a second
await new Promise((resolve) => setTimeout(resolve, 1_200));
tell({ kind: 'ready', now: clock.now() });
await gate.close();
await store.close();
