import { join } from 'node:path';
import { syncTimes } from '../approvals/disk.mjs';
import { writePolicy } from '../approvals/orders.mjs';
import { onPostgres } from '../approvals/postgres.mjs';
import { median } from '../measure.mjs';
import { makeAgents, startAssent } from './assent-server.mjs';
import { startBare } from './bare-process.mjs';
import { allowedCalls, largeCalls } from './calls.mjs';
import { withKey } from './client.mjs';
import { load } from './load.mjs';

/** Bodies of requests, one after the other, again and again. */
const BODIES = 500;

/** What is asked, beside a route that does nothing. */
const ROWS = [
  { id: 'bare', path: '/', calls: allowedCalls },
  { id: 'check', path: '/v1/check', calls: allowedCalls },
  { id: 'allowed', path: '/v1/decisions', calls: allowedCalls },
  { id: 'held', path: '/v1/decisions', calls: largeCalls },
];

/** Decisions over HTTP on SQLite. @param {string} directory @param {typeof import('./sizes.mjs').FULL} sizes */
export const decisions = (directory, sizes) =>
  measureOn(`sqlite:${join(directory, 'assent.db')}`, directory, sizes);

/** The same on a PostgreSQL server that is started for it, once. */
export const postgresDecisions = (directory, sizes) =>
  onPostgres(directory, (url, disk) => measureOn(url, disk, { ...sizes, rounds: 1 }));

async function measureOn(store, directory, sizes) {
  const syncs = [syncTimes(directory)];
  const bare = await startBare();
  const assent = await startAssent(store, writePolicy(directory));
  try {
    const [key] = await makeAgents(assent, 1);
    const contenders = ROWS.map(({ id, path, calls }) => {
      const next = calls(1);
      return {
        id,
        server: id === 'bare' ? bare : assent,
        path,
        // the same headers, so that both have as much to read
        headers: withKey(key),
        bodies: Array.from({ length: BODIES }, () => JSON.stringify({ call: next() })),
      };
    });
    const rows = [];
    for (const connections of sizes.connections) {
      rows.push(...(await measureRows(contenders, connections, sizes)));
    }
    syncs.push(syncTimes(directory));
    return { syncs, rows };
  } finally {
    await assent.close();
    await bare.close();
  }
}

/** In turns, so that noise of the machine hits all alike. */
async function measureRows(contenders, connections, { rounds, seconds, warmUpSeconds }) {
  for (const contender of contenders) {
    await load({ ...contender, connections, seconds: warmUpSeconds });
  }
  const measured = contenders.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, contender] of contenders.entries()) {
      const result = await load({ ...contender, connections, seconds });
      const yardstick = at === 0 ? result : measured[0][round];
      measured[at].push({
        ...result,
        ratio: result.perSecond / yardstick.perSecond,
        processorRatio: result.processorMs / yardstick.processorMs,
      });
    }
  }
  return contenders.map(({ id }, at) => ({ id, connections, ...mediansOf(measured[at]) }));
}

function mediansOf(results) {
  const keys = Object.keys(results[0]);
  return Object.fromEntries(keys.map((key) => [key, median(results.map((one) => one[key]))]));
}
