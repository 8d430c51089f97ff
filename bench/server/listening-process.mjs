import { setTimeout as sleep } from 'node:timers/promises';
import { Arrivals } from './arrivals.mjs';
import { listen } from './event-stream.mjs';

/**
 * Many listeners in a process of their own. Told `{ url, groups }`, it listens as often as each group says and
 * tells `'listening'`; told `{ heard }`, it waits until so many have heard of each thing, tells how long that
 * took, and ends.
 */

/** Connections that are made at a time. */
const AT_ONCE = 100;
const PATIENCE_MS = 60_000;

const arrivals = new Arrivals();
const listeners = [];

process.on('message', async (message) => {
  if (message.groups !== undefined) await listenAll(message);
  else await conclude(message.heard);
});
process.on('disconnect', () => process.exit(0));

async function listenAll({ url, groups }) {
  const waiting = groups.flatMap(({ headers, count }) => Array(count).fill(headers));
  const connect = async () => {
    for (let headers = waiting.pop(); headers !== undefined; headers = waiting.pop()) {
      listeners.push(await listen(url, headers, (frame) => arrivals.note(frame)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, connect));
  process.send('listening');
}

async function conclude(heard) {
  const end = performance.now() + PATIENCE_MS;
  const missing = () => heard.find(({ subject, by }) => arrivals.count(subject) < by);
  while (missing() !== undefined && performance.now() < end) await sleep(50);
  const { subject, by } = missing() ?? {};
  if (subject !== undefined) {
    throw new Error(`${arrivals.count(subject)} of ${by} listeners have heard of ${subject}`);
  }
  const tooMany = heard.find(({ subject, by }) => arrivals.count(subject) > by);
  if (tooMany !== undefined) throw new Error(`${tooMany.subject} was heard of more than once`);
  process.send({
    sinceAnswered: arrivals.since(heard.map(({ subject, answered: at }) => ({ subject, at }))),
    sinceAsked: arrivals.since(heard.map(({ subject, asked: at }) => ({ subject, at }))),
  });
}
