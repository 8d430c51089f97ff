import { join } from 'node:path';
import { createGate } from '../../dist/approvals/index.js';
import { median } from '../measure.mjs';
import { startStopwatch } from '../stopwatch.mjs';
import { workFor } from './callers.mjs';
import { openCountedStore } from './counted-store.mjs';
import { syncTimes } from './disk.mjs';
import { heldCalls, writePolicy } from './orders.mjs';
import { plainInserts } from './plain-inserts.mjs';

const ROUNDS = 3;
const WARM_UP_MS = 500;
const MEASURED_MS = 2000;

/** What a disk of the figure takes for a sync. */
const SLOW_DISK_MS = 1;

/** Who creates requests on SQLite, and what each commit is held up by. */
const ROWS = [
  { id: 'alone', callers: 1, heldUpMs: 0 },
  { id: 'callers-64', callers: 64, heldUpMs: 0 },
  { id: 'callers-512', callers: 512, heldUpMs: 0 },
  { id: 'slow-alone', callers: 1, heldUpMs: SLOW_DISK_MS },
  { id: 'slow-64', callers: 64, heldUpMs: SLOW_DISK_MS },
  { id: 'slow-512', callers: 512, heldUpMs: SLOW_DISK_MS },
];

/** Durable requests per second on SQLite, beside the disk's syncs. @param {string} directory */
export async function creation(directory) {
  const policies = writePolicy(directory);
  const rounds = [];
  const syncs = [syncTimes(directory)];
  for (let round = 0; round < ROUNDS; round += 1) {
    const rates = [];
    for (const row of ROWS) {
      const file = join(directory, `${row.id}-${round}.db`);
      rates.push(await createAt(`sqlite:${file}`, policies, row));
    }
    rates.push({
      ...(await plainInserts(join(directory, `callers-64-${round}.db`), MEASURED_MS)),
      id: 'plain',
      callers: 1,
      heldUpMs: 0,
    });
    rounds.push(rates);
    syncs.push(syncTimes(directory));
  }
  return { syncs, rows: mediansOf(rounds) };
}

/** The same on a PostgreSQL server. @param {string} url @param {string} directory on the server's disk */
export async function creationOnServer(url, directory) {
  const policies = writePolicy(directory);
  const before = syncTimes(directory);
  const rows = [];
  for (const row of ROWS.filter(({ heldUpMs }) => heldUpMs === 0)) {
    rows.push(await createAt(url, policies, row));
  }
  return { syncs: [before, syncTimes(directory)], rows };
}

async function createAt(url, policies, { id, callers, heldUpMs }) {
  const { store, commits } = await openCountedStore(url, heldUpMs);
  const gate = await createGate({ policies, store });
  const next = heldCalls(callers);
  const request = async () => {
    const { approval } = await gate.request(next());
    if (approval?.status !== 'pending') throw new Error('a call of the bench is not held');
  };
  try {
    await workFor(callers, WARM_UP_MS, request);
    const committed = commits();
    const stopwatch = startStopwatch();
    const { count, milliseconds } = await workFor(callers, MEASURED_MS, request);
    const busyMs = stopwatch();
    return {
      id,
      callers,
      heldUpMs,
      perSecond: (count / milliseconds) * 1000,
      perCommit: count / (commits() - committed),
      processorMs: busyMs / count,
    };
  } finally {
    await gate.close();
    await store.close();
  }
}

function mediansOf(rounds) {
  const medianOf = (at, key) => median(rounds.map((rates) => rates[at][key]));
  return rounds[0].map((row, at) => ({
    ...row,
    perSecond: medianOf(at, 'perSecond'),
    perCommit: medianOf(at, 'perCommit'),
    processorMs: medianOf(at, 'processorMs'),
  }));
}
