import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGate } from '../../dist/approvals/index.js';
import { openStore } from '../../dist/storage/index.js';
import { createRandom } from '../random.mjs';
import { syncTimes } from './disk.mjs';
import { writePolicy } from './orders.mjs';
import { quantile } from './quantile.mjs';
import { holdCalls } from './waiters.mjs';

const COUNT = 1000;
/** Over more than the interval at which another process looks, so that it is met at any moment. */
const LONGEST_PAUSE_MS = 20;

const ROWS = [
  { id: 'same-wait', how: 'wait', elsewhere: false },
  { id: 'same-tool', how: 'withTool', elsewhere: false },
  { id: 'other-wait', how: 'wait', elsewhere: true },
  { id: 'other-tool', how: 'withTool', elsewhere: true },
];

/** From an approval to the moment when the call that waits goes on. @param {string} directory */
export async function release(directory) {
  const policies = writePolicy(directory);
  const before = syncTimes(directory);
  const rows = [];
  for (const [seed, row] of ROWS.entries()) {
    const url = `sqlite:${join(directory, `${row.id}.db`)}`;
    rows.push(await releaseAll({ url, policies, seed }, row));
  }
  return { syncs: [before, syncTimes(directory)], rows };
}

async function releaseAll({ url, policies, seed }, { id, how, elsewhere }) {
  const store = await openStore(url);
  const gate = await createGate({ policies, store });
  /** When each call went on, by its order. */
  const wentOn = new Map();
  const what = { how, count: COUNT, seed };
  const done = elsewhere
    ? holdElsewhere({ url, policies, ...what }, wentOn)
    : holdCalls(gate, what, (order, at) => wentOn.set(order, at));
  const approved = await approveAll(gate, createRandom(seed));
  await done;
  await gate.close();
  await store.close();
  const since = (key) =>
    approved.map(({ order, ...moments }) => Number(wentOn.get(order) - moments[key]) / 1e6);
  return {
    id,
    how,
    elsewhere,
    count: COUNT,
    ...summary(since('committed')),
    sinceAsked: summary(since('asked')),
  };
}

async function holdElsewhere(argument, wentOn) {
  const child = fork(new URL('./waiting-process.mjs', import.meta.url), [JSON.stringify(argument)]);
  child.on('message', ({ order, at }) => wentOn.set(order, BigInt(at)));
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the process whose calls wait ended with ${code}`);
}

/** Approves them one after the other, once all of them wait. */
async function approveAll(gate, random) {
  const pending = await allPending(gate);
  const by = { user: 'manager@example.com' };
  const moments = [];
  for (const { id, param } of pending) {
    await sleep(random.integer(0, LONGEST_PAUSE_MS));
    const asked = process.hrtime.bigint();
    await gate.approvals.approve(id, { by });
    moments.push({ order: param.order, asked, committed: process.hrtime.bigint() });
  }
  return moments;
}

async function allPending(gate) {
  for (;;) {
    const views = [];
    for (let page = [{}]; page.length > 0; views.push(...page)) {
      page = await gate.approvals.list({ status: 'pending', limit: 500, before: views.at(-1)?.id });
    }
    await sleep(200);
    if (views.length === COUNT) return views;
  }
}

/** A call that goes on before whoever approved has heard of it has waited for nothing. */
function summary(times) {
  const sorted = times.map((time) => Math.max(0, time)).sort((left, right) => left - right);
  return { p50Ms: quantile(sorted, 0.5), p99Ms: quantile(sorted, 0.99), maxMs: sorted.at(-1) };
}
