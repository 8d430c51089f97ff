/**
 * People who decide what waits, each time through any of the servers, until the input ends.
 */
import { Assent } from '../../../dist/client/index.js';
import { randomOf } from './random.mjs';
import { broken, tell } from './report.mjs';

const { people, urls, seed } = JSON.parse(process.argv[2]);
const random = randomOf(seed);
let ending = false;

async function reviewer({ id: voter, key }) {
  const clients = urls.map((url) => new Assent({ url, apiKey: key }));
  while (!ending) {
    try {
      const pending = await random.pick(clients).approvals.list({ status: 'pending' });
      const open = pending.filter(({ tool }) => tool !== 'pay.wait');
      for (const { id } of random.shuffle(open).slice(0, 8)) await review(clients, voter, id);
    } catch (error) {
      if (error.code !== 'gate/unreachable') broken('listing', error);
      tell({ kind: 'failed', what: 'list', error: String(error.cause) });
    }
    await random.pause(20);
  }
}

async function review(clients, voter, id) {
  const { approvals } = random.pick(clients);
  const choice = random.chance(0.9) ? 'approve' : random.chance(0.7) ? 'reject' : 'cancel';
  try {
    const { status } = await approvals[choice](id, { reason: 'seen' });
    if (choice !== 'cancel') tell({ kind: 'voted', id, voter, choice });
    if (status !== 'pending') tell({ kind: 'resolved', id, status });
  } catch (error) {
    // a vote whose answer was lost may count
    if (error.code === 'gate/unreachable') {
      tell({ kind: 'failed', what: choice, error: String(error.cause) });
    } else if (!['approval/not-pending', 'approval/already-voted'].includes(error.code)) {
      broken('reviewing', error);
    }
  }
}

process.stdin.resume().on('end', () => {
  ending = true;
});
tell({ kind: 'ready' });
await Promise.all(people.map(reviewer)).catch((error) => broken('a reviewer', error));
