/**
 * One of two contestants: on every line of its input, `{ at, ids }`, it tries at that moment to resolve or
 * to claim each of the requests, all at once, and prints what came of it.
 */
import { createInterface } from 'node:readline';
import { openStore } from '../../../dist/storage/index.js';
import { compileAll, openService } from './open-service.mjs';
import { randomOf } from './random.mjs';
import { tell } from './report.mjs';

const { url, name, seed, policies, contest, leaseMs } = JSON.parse(process.argv[2]);
const random = randomOf(seed);
const store = await openStore(url, { lockWaitMs: 20_000 });
const { service } = await openService(store, compileAll(policies));
const voter = { id: `user:${name}`, groups: [], mayApprove: true, via: 'cli' };

/** Tries to win a request; gives what the winner did. */
async function resolve(id) {
  const move = random.pick(['approve', 'reject', 'cancel']);
  const { resolution } =
    move === 'cancel'
      ? await service.reviews.withdraw(id, voter.id, null)
      : await service.reviews.vote(id, { voter, choice: move, reason: null });
  return `${resolution.status} already by \`${voter.id}\``;
}

async function claim(id, digest) {
  const { request } = await service.claim(id, digest, leaseMs);
  return `claimed already, at ${new Date(request.execution.claimedAt).toISOString()}`;
}

/** Half of the heats are tried in one go, the others spread over a moment, so that they are mixed up. */
async function contend({ id, digest }, isSpread) {
  if (isSpread) await random.pause(4);
  try {
    const won = await (contest === 'claims' ? claim(id, digest) : resolve(id));
    return { id, won };
  } catch ({ name, code, message }) {
    return { id, lost: { name, code, message } };
  }
}

tell({ kind: 'ready' });
for await (const line of createInterface({ input: process.stdin })) {
  const { at, requests } = JSON.parse(line);
  // both begin at the same moment
  while (Date.now() < at);
  const isSpread = random.chance(0.5);
  const moves = random.shuffle(requests).map((request) => contend(request, isSpread));
  tell({ kind: 'contended', results: await Promise.all(moves) });
}
await service.close();
await store.close();
