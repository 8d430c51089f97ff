import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGate } from '../../dist/approvals/index.js';
import { watchPolicy } from '../../dist/index.js';
import { openStore } from '../../dist/storage/index.js';
import { startStopwatch } from '../stopwatch.mjs';
import { syncTimes } from './disk.mjs';
import { filledAt } from './fill.mjs';
import { changePolicy, LIMIT, PRICE_MATCH, policyPath, REFUND } from './orders.mjs';

/** How often a decision is asked for meanwhile. */
const ASK_EVERY_MS = 1;
const SETTLED_MS = 1000;

/**
 * Changes the policy file of a gate with many pending requests, of which a fifth are waited for and allowed
 * by the new policy, while other calls are decided and requested.
 *
 * @param {string} directory of a filled store
 * @param {'removed' | 'rewritten'} change
 */
export async function reload(directory, change) {
  const { url, affected } = filledAt(directory);
  const before = syncTimes(directory);
  const store = await openStore(url);
  const watcher = watchPolicy(policyPath(directory));
  const moments = {};
  let stopwatch;
  watcher.on('change', () => {
    moments.activation = performance.now();
    stopwatch = startStopwatch();
  });
  const gate = await createGate({ policies: watcher, store });
  const old = watcher.current;
  const logBefore = (await store.logHead()).seq;
  const waits = JSON.parse(readFileSync(affected, 'utf8')).map(async (approvalId) => {
    const status = await gate.approvals.wait({ approvalId });
    if (status !== 'approved') throw new Error(`an affected request is ${status}`);
    moments.lastReleased = performance.now();
  });
  const meanwhile = startAsking(gate, moments);
  await sleep(SETTLED_MS);
  globalThis.gc();
  await sleep(SETTLED_MS);

  moments.written = performance.now();
  changePolicy(directory, change);
  await Promise.all(waits);
  const processorMs = stopwatch();
  await sleep(SETTLED_MS);
  const asked = await meanwhile.stop();
  const wholly = checkDecisions(asked, [old, watcher.current], moments);
  const requested = await checkLog(store, logBefore, [old, watcher.current]);
  await gate.close();
  await watcher.close();
  await store.close();
  return {
    syncs: [before, syncTimes(directory)],
    change,
    waiting: waits.length,
    sinceActivationMs: moments.lastReleased - moments.activation,
    sinceWrittenMs: moments.lastReleased - moments.written,
    processorMs,
    longestStallMs: asked.longestStallMs,
    longestRequestMs: asked.longestRequestMs,
    decisionsMeanwhile: wholly,
    ...requested,
  };
}

/** Asks for decisions all the time, and makes one request after the other. */
function startAsking(gate, moments) {
  const calls = [
    { tool: REFUND, param: { order: 'ORD-1', amount: LIMIT + 1, currency: 'EUR' } },
    { tool: PRICE_MATCH, param: { order: 'ORD-2', amount: 1 } },
  ].map((call) => ({ ...call, agent: { id: 'order-bot-1' } }));
  const asked = { answers: [], longestStallMs: 0, longestRequestMs: 0 };
  const pending = new Set();
  let last = performance.now();
  let turn = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    if (moments.written !== undefined) {
      asked.longestStallMs = Math.max(asked.longestStallMs, now - last);
    }
    last = now;
    turn += 1;
    const call = calls[turn % calls.length];
    const answer = gate.canI(call).then((decision) => {
      asked.answers.push({ call, decision, at: performance.now() });
    });
    pending.add(answer);
    void answer.finally(() => pending.delete(answer));
  }, ASK_EVERY_MS);
  let open = true;
  const requests = (async () => {
    for (let at = 0; open; at += 1) {
      const start = performance.now();
      await gate.request(calls[at % calls.length]);
      const took = performance.now() - start;
      if (moments.written !== undefined) {
        asked.longestRequestMs = Math.max(asked.longestRequestMs, took);
      }
      await sleep(5);
    }
  })();
  return {
    async stop() {
      clearInterval(timer);
      open = false;
      await Promise.all([requests, ...pending]);
      return asked;
    },
  };
}

/**
 * @returns {number} how many decisions were made from the activation to the last release
 * @throws Error for a decision that is not, as a whole, the one of the version that it names
 */
function checkDecisions({ answers }, policies, { activation, lastReleased }) {
  const byVersion = new Map(policies.map((policy) => [policy.version, policy]));
  for (const { call, decision } of answers) {
    const wanted = byVersion.get(decision.policyVersion)?.decide(call);
    if (JSON.stringify(wanted) !== JSON.stringify(decision)) {
      throw new Error(`a decision of no version: ${JSON.stringify(decision)}`);
    }
  }
  return answers.filter(({ at }) => at >= activation && at <= lastReleased).length;
}

/**
 * @returns how many requests the activation resolved, and how many it holds otherwise
 * @throws Error unless everything before the activation was decided by the old version, and everything after it by the new one
 */
async function checkLog(store, after, [old, current]) {
  const entries = [];
  for (let page = [{ seq: after }]; page.length > 0; entries.push(...page)) {
    page = await store.entries(page.at(-1).seq, 1000);
  }
  const events = entries.map(({ event }) => JSON.parse(event));
  const activated = events.findIndex(({ action }) => action === 'policy.activated');
  for (const [at, { action, policy_version: version }] of events.entries()) {
    const wanted = at < activated ? old.version : current.version;
    if (action === 'call.decided' && version !== wanted) {
      throw new Error(`entry ${entries[at].seq} was decided by ${version}, not by ${wanted}`);
    }
  }
  const written = (wanted) => events.filter(({ action }) => action === wanted).length;
  return {
    resolved: events[activated].details.resolved,
    termsChanged: written('approval.terms_changed'),
  };
}
