import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGate } from '../../dist/approvals/index.js';
import { openStore } from '../../dist/storage/index.js';
import { workTimes } from './callers.mjs';
import { heldCalls, LARGE, ofFiveTools, ofOneTool, REFUND, writePolicy } from './orders.mjs';

const CALLERS = 512;
const SEED = 11;

/** Pending requests in a store: over five tools, or all of one. */
const CHOICES = { 'five-tools': ofFiveTools, 'one-tool': ofOneTool };

/** Where everything of a filled store is. @param {string} directory */
export const filledAt = (directory) => ({
  url: `sqlite:${join(directory, 'pending.db')}`,
  affected: join(directory, 'affected.json'),
});

/**
 * Makes a store with so many pending requests, a fifth of which a changed policy allows, and leaves it
 * closed, with the ids of that fifth beside it.
 *
 * @param {string} directory an empty one
 * @param {keyof typeof CHOICES} kind
 * @param {number} count
 */
export async function fill(directory, kind, count) {
  const policies = writePolicy(directory);
  const { url, affected } = filledAt(directory);
  const store = await openStore(url);
  const gate = await createGate({ policies, store });
  const next = heldCalls(SEED, CHOICES[kind]);
  const ids = [];
  const start = performance.now();
  await workTimes(CALLERS, count, async () => {
    const call = next();
    const { approval } = await gate.request(call);
    if (call.tool === REFUND && call.param.amount <= LARGE) ids.push(approval.id);
  });
  const perSecond = (count / (performance.now() - start)) * 1000;
  await gate.close();
  await store.close();
  writeFileSync(affected, JSON.stringify(ids));
  return { kind, pending: count, affected: ids.length, perSecond };
}
