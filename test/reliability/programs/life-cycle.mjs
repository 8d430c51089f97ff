/**
 * One whole life cycle, step by step, each step as many times as it takes: run again after it was killed,
 * it goes on where it was. Runs on SQLite.
 */
import { captureCall } from '../../../dist/approvals/capture.js';
import { makeCheckpoint } from '../../../dist/approvals/service/checkpoint.js';
import { openSqlStore } from '../../../dist/storage/sql/sql-store.js';
import { openSqliteDatabase } from '../../../dist/storage/sqlite/sqlite-database.js';
import { deadlyDatabase } from './deadly-database.mjs';
import { compileAll, openService } from './open-service.mjs';
import { runTool, tell } from './report.mjs';

const { path, policies: texts, executed, leaseMs, points, at } = JSON.parse(process.argv[2]);
const policies = compileAll(texts);
const [usual, strict, lenient] = policies;
const database = deadlyDatabase(await openSqliteDatabase(path, 5_000), points, at);
const store = await openSqlStore(database, { now: () => Date.now() });
const { service, clock } = await openService(store, policies);

const person = (name) => ({ id: `user:${name}`, groups: [], mayApprove: true, via: 'cli' });

async function request(key, tool) {
  const capture = captureCall(
    { tool, param: { key }, agent: { id: 'billing' } },
    { unbound: false },
  );
  const options = { idempotencyKey: key, requesters: [], mode: 'enforce' };
  const { decision, request } = await service.request(capture.captured, options);
  if (request === undefined) tell({ kind: 'decided', key, decision: decision.decision });
  else tell({ kind: 'requested', agent: 'billing', key, id: request.id });
  return request;
}

/** What an earlier life of this program has done already is refused, and that is well. */
async function unlessDone(act, ...codes) {
  try {
    return await act();
  } catch (error) {
    if (codes.includes(error.code)) return undefined;
    throw error;
  }
}

async function vote(id, name, choice = 'approve') {
  const voter = person(name);
  const cast = () => service.reviews.vote(id, { voter, choice, reason: null });
  const request = await unlessDone(cast, 'approval/not-pending', 'approval/already-voted');
  if (request === undefined) return;
  tell({ kind: 'voted', id, voter: voter.id, choice });
  tellResolved(request);
}

function tellResolved({ id, resolution: { status } }) {
  if (status !== 'pending') tell({ kind: 'resolved', id, status });
}

async function claimAndRun({ id, captured }, outcome) {
  const claim = () => service.claim(id, captured.digest, leaseMs);
  const claimed = await unlessDone(claim, 'approval/already-claimed');
  if (claimed === undefined) return;
  const { claimId } = claimed;
  tell({ kind: 'claimed', id, claimId });
  runTool(executed, id, claimId);
  tell({ kind: 'renewing', id });
  await service.renew(claimed, leaseMs);
  tell({ kind: 'renewed', id });
  await service.report(claimed, outcome, outcome === 'failed' ? 'no such account' : null);
  tell({ kind: 'reported', id, claimId, outcome });
}

async function activate(policy) {
  const { status } = await service.activate(policy, service.policy.version);
  if (status === 'activated') tell({ kind: 'activated', version: policy.version });
}

// two people approve, and the call runs
const paid = await request('paid', 'pay.large');
await vote(paid.id, 'alice');
await vote(paid.id, 'bob');
await claimAndRun(paid, 'succeeded');
// one rejects, and one is withdrawn
const refused = await request('refused', 'pay.small');
await vote(refused.id, 'alice', 'reject');
const withdrawn = await request('withdrawn', 'pay.small');
const withdraw = () => service.reviews.withdraw(withdrawn.id, null, 'not needed');
const gone = await unlessDone(withdraw, 'approval/not-pending');
if (gone !== undefined) tellResolved(gone);
// what is allowed and what is blocked is written down too
await request('blocked', 'pay.never');
// a policy change rejects one and approves another by the vote that it has
const odd = await request('odd', 'pay.odd');
const half = await request('half', 'pay.large');
await vote(half.id, 'carol');
await activate(strict);
await activate(lenient);
await claimAndRun(half, 'failed');
await activate(usual);
await makeCheckpoint({ store, clock });
// time ends one, and leaves the run of another in doubt: nobody reports it
const doubtful = await request('doubtful', 'pay.small');
await vote(doubtful.id, 'bob');
const claimed = await unlessDone(
  () => service.claim(doubtful.id, doubtful.captured.digest, 40),
  'approval/already-claimed',
);
if (claimed !== undefined) {
  tell({ kind: 'claimed', id: doubtful.id, claimId: claimed.claimId });
  runTool(executed, doubtful.id, claimed.claimId);
}
await request('brief', 'pay.brief');
await new Promise((resolve) => setTimeout(resolve, 50));
await service.sweep();
await service.close();
await store.close();
tell({ kind: 'ready', odd: odd.id });
