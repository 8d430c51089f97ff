import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exportLog } from '../../dist/audit/export.js';
import { readLines } from '../../dist/audit/read-lines.js';
import { verifyLog } from '../../dist/audit/verify.js';
import { openStore } from '../../dist/storage/index.js';
import { median } from '../measure.mjs';
import { startStopwatch } from '../stopwatch.mjs';
import { filledAt } from './fill.mjs';

const ROUNDS = 5;

/**
 * Verifies the log of a store, exported and live, with what the command line verifies it with.
 *
 * @param {string} directory of a filled store
 */
export async function verification(directory) {
  const store = await openStore(filledAt(directory).url);
  const file = join(directory, 'audit.jsonl');
  await pipeline(Readable.from(withLineFeeds(exportLog(store))), createWriteStream(file));
  const ways = [
    { id: 'file', lines: () => readLines(createReadStream(file)), options: {} },
    {
      id: 'store',
      lines: () => exportLog(store),
      options: { publicKey: store.identity.signingKey.publicKey },
    },
  ];
  const { seq: entries } = await store.logHead();
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const timed = [];
    for (const way of ways) timed.push(await verifyOnce(way, entries));
    rounds.push(timed);
  }
  await store.close();
  return {
    entries,
    bytesPerEntry: statSync(file).size / entries,
    rows: ways.map(({ id }, at) => {
      const wallMs = median(rounds.map((timed) => timed[at].wallMs));
      const processorMs = median(rounds.map((timed) => timed[at].processorMs));
      return {
        id,
        perSecond: (entries / wallMs) * 1000,
        perProcessorSecond: (entries / processorMs) * 1000,
      };
    }),
  };
}

async function verifyOnce({ lines, options }, entries) {
  const stopwatch = startStopwatch();
  const start = performance.now();
  const outcome = await verifyLog(lines(), options);
  if (!outcome.ok || outcome.head.seq !== entries)
    throw new Error(`the log does not verify: ${JSON.stringify(outcome)}`);
  return { wallMs: performance.now() - start, processorMs: stopwatch() };
}

async function* withLineFeeds(lines) {
  for await (const line of lines) yield `${line}\n`;
}
