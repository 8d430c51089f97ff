import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { changePolicy, writePolicy } from '../approvals/orders.mjs';
import { makeAgents, makePerson, startAssent } from './assent-server.mjs';
import { Client } from './client.mjs';
import { slopeOf } from './slope.mjs';
import { WorkMix } from './work-mix.mjs';

/** Who works at the same time. */
const CALLERS = 16;
const AGENTS = 10;
const RELOAD_EVERY_MS = 5_000;
/** Between two looks at the memory; shorter where there would be fewer than so many. */
const LOOK_EVERY_MS = 10_000;
const FEWEST_LOOKS = 12;

const MINUTE = 60_000;
const MiB = 2 ** 20;

/** What a server keeps in memory under mixed load, minute after minute. @param {string} directory @param {unknown} _sizes @param {number} minutes */
export async function soak(directory, _sizes, minutes) {
  const file = join(directory, 'soak.db');
  const server = await startAssent(`sqlite:${file}`, writePolicy(directory));
  const client = new Client(server.url);
  const keys = {
    agents: await makeAgents(server, AGENTS),
    approver: await makePerson(server, 'approver'),
  };
  const mix = new WorkMix(client, server.url, keys, 1);
  const end = performance.now() + minutes * MINUTE;
  let reloads = 0;
  const reloading = setInterval(() => {
    reloads += 1;
    if (reloads % 2 === 0) writePolicy(directory);
    else changePolicy(directory, 'removed');
  }, RELOAD_EVERY_MS);
  const working = Array.from({ length: CALLERS }, async () => {
    while (performance.now() < end) await mix.next();
  });
  try {
    const [samples] = await Promise.all([look(server, file, mix, minutes), ...working]);
    return { minutes, reloads, done: mix.done, samples, ...growth(samples) };
  } finally {
    clearInterval(reloading);
    mix.close();
    client.close();
    await server.close();
  }
}

async function look(server, file, mix, minutes) {
  const everyMs = Math.min(LOOK_EVERY_MS, (minutes * MINUTE) / FEWEST_LOOKS);
  const began = performance.now();
  const samples = [];
  for (let at = 1; at * everyMs <= minutes * MINUTE; at += 1) {
    await sleep(Math.max(0, began + at * everyMs - performance.now()));
    const { heap, rss } = await server.memory();
    samples.push({
      minutes: (performance.now() - began) / MINUTE,
      heapMiB: heap / MiB,
      rssMiB: rss / MiB,
      diskMiB: bytesOnDisk(file) / MiB,
      done: Object.values(mix.done).reduce((sum, count) => sum + count),
    });
  }
  return samples;
}

/** The store, with what is not in its main file yet. */
const bytesOnDisk = (file) =>
  [file, `${file}-wal`].reduce(
    (sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );

/** In the second half: what is filled once, such as compiled code and caches, is full then. */
function growth(samples) {
  const half = samples.slice(samples.length >> 1);
  const grow = (key) => slopeOf(half.map((sample) => ({ x: sample.minutes, y: sample[key] })));
  const [first, last] = [half[0], half.at(-1)];
  const heap = grow('heapMiB');
  const perMinute = (last.done - first.done) / (last.minutes - first.minutes);
  return {
    heapPerMinute: heap.slope,
    heapError: heap.error,
    heapBytesEach: (heap.slope * MiB) / perMinute,
    rssPerMinute: grow('rssMiB').slope,
    diskPerMinute: grow('diskMiB').slope,
    donePerMinute: perMinute,
  };
}
