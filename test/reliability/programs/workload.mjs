/**
 * Agents, reviewers and runners at work on one store, until the input ends or somebody kills them. Every
 * acknowledgement is printed before anything else is done with it.
 */
import { captureCall } from '../../../dist/approvals/capture.js';
import { openStore } from '../../../dist/storage/index.js';
import { compileAll, openService } from './open-service.mjs';
import { randomOf } from './random.mjs';
import { broken, runTool, tell } from './report.mjs';

const {
  url,
  name,
  seed,
  policies: texts,
  firstKey,
  executed,
  leaseMs,
} = JSON.parse(process.argv[2]);
const AGENTS = ['billing', 'refunds', 'payroll', 'travel'];
const REVIEWERS = ['alice', 'bob', 'carol'];
const TOOLS = ['pay.small', 'pay.large', 'pay.odd', 'pay.brief', 'pay.never'];
/** Requests that one process knows of and nobody has resolved; more are not made meanwhile. */
const MOST_OPEN = 60;

const policies = compileAll(texts);
const random = randomOf(seed);
const pending = new Set();
const approved = new Set();
let ending = false;

/** Does something until the store takes it: one that fails says nothing of what was done. */
async function insist(act) {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (error?.name !== 'StoreError') throw error;
      tell({ kind: 'failed', code: error.code });
      await random.pause(40);
    }
  }
}

const isConflict = (error, ...codes) =>
  error?.name === 'ConflictError' && (codes.length === 0 || codes.includes(error.code));

const store = await insist(() => openStore(url, { lockWaitMs: 20_000 }));
const { service } = await insist(() => openService(store, policies));
tell({ kind: 'ready' });

function callOf(agent, number, tool) {
  const call = { tool, param: { number, amount: 17 * number }, agent: { id: agent } };
  const capture = captureCall(call, { unbound: false });
  if (!capture.ok) throw new Error(capture.message);
  return capture.captured;
}

async function request(agent, number) {
  const key = `${name}-${number}`;
  const captured = callOf(agent, number, TOOLS[number % TOOLS.length]);
  const options = { idempotencyKey: key, requesters: ['user:rita'], mode: 'enforce' };
  const ask = () => insist(() => service.request(captured, options));
  // a caller that does not wait for its answer before it asks again
  const answers = await Promise.all(random.chance(0.2) ? [ask(), ask()] : [ask()]);
  for (const { decision, request } of answers) {
    if (request === undefined) tell({ kind: 'decided', key, decision: decision.decision });
    else tell({ kind: 'requested', agent, key, id: request.id });
    if (request?.resolution.status === 'pending') pending.add(request.id);
  }
  if (!random.chance(0.1) || answers[0].request === undefined) return;
  const other = callOf(agent, number + 1_000_000, 'pay.small');
  await insist(() => service.request(other, options)).then(
    () => broken('another call was taken for the same', key),
    (error) => isConflict(error, 'approval/idempotency-conflict') || broken('asking', error),
  );
}

async function agentLoop(agent, index) {
  for (let number = firstKey + index; !ending; number += AGENTS.length) {
    await request(agent, number);
    while (pending.size > MOST_OPEN && !ending) await random.pause(5);
    await random.pause(3);
  }
}

async function reviewerLoop(reviewer) {
  const voter = { id: `user:${reviewer}`, groups: [], mayApprove: true, via: 'cli' };
  while (!ending) {
    const id = random.pick([...pending]);
    if (id !== undefined) await review(id, voter);
    await random.pause(3);
  }
}

async function review(id, voter) {
  try {
    if (random.chance(0.05)) {
      const { resolution } = await insist(() => service.reviews.withdraw(id, voter.id, 'not now'));
      tell({ kind: 'resolved', id, status: resolution.status });
      pending.delete(id);
      return;
    }
    const choice = random.chance(0.9) ? 'approve' : 'reject';
    const { resolution } = await insist(() =>
      service.reviews.vote(id, { voter, choice, reason: null }),
    );
    tell({ kind: 'voted', id, voter: voter.id, choice });
    if (resolution.status === 'pending') return;
    tell({ kind: 'resolved', id, status: resolution.status });
    pending.delete(id);
    if (resolution.status === 'approved') approved.add(id);
  } catch (error) {
    if (isConflict(error, 'approval/not-pending')) pending.delete(id);
    else if (!isConflict(error, 'approval/already-voted')) broken('voting', error);
  }
}

async function runnerLoop() {
  while (!ending) {
    const id = random.pick([...approved]);
    if (id !== undefined) {
      approved.delete(id);
      await claimAndRun(id);
    }
    await random.pause(3);
  }
}

async function claimAndRun(id) {
  try {
    const held = await insist(() => service.reviews.find(id));
    const claimed = await claimOnce(id, held.captured.digest);
    if (claimed === undefined) return;
    tell({ kind: 'claimed', id, claimId: claimed.claimId });
    runTool(executed, id, claimed.claimId);
    tell({ kind: 'executed', id, claimId: claimed.claimId });
    for (let left = random.below(3); left > 0; left -= 1) {
      await random.pause(8);
      await insist(() => {
        tell({ kind: 'renewing', id });
        return service.renew(claimed, leaseMs);
      });
      tell({ kind: 'renewed', id });
    }
    // some never tell what came of their call
    if (random.chance(0.07)) return;
    const outcome = random.chance(0.8) ? 'succeeded' : 'failed';
    const error = outcome === 'failed' ? 'no such account' : null;
    await insist(() => service.report(claimed, outcome, error));
    tell({ kind: 'reported', id, claimId: claimed.claimId, outcome });
  } catch (error) {
    const passed = ['approval/already-claimed', 'approval/void', 'approval/claim-lost'];
    if (!isConflict(error, ...passed)) broken('running', error);
  }
}

/** A claim that fails is not tried again: it may have succeeded, and nobody knows its id then. */
async function claimOnce(id, digest) {
  try {
    return await service.claim(id, digest, leaseMs);
  } catch (error) {
    if (error?.name !== 'StoreError') throw error;
    tell({ kind: 'failed', code: error.code });
    return undefined;
  }
}

/** Takes on what an earlier process has left. */
async function scoutLoop() {
  while (!ending) {
    for (const { id } of await insist(() => store.list({ status: 'pending' }, 40))) pending.add(id);
    const open = { status: 'approved', execution: 'unclaimed' };
    for (const { id } of await insist(() => store.list(open, 40))) approved.add(id);
    await random.pause(60);
  }
}

async function policyLoop() {
  while (!ending) {
    await random.pause(150);
    const next = random.pick(policies);
    const { status } = await insist(() => service.activate(next, service.policy.version));
    if (status === 'activated') tell({ kind: 'activated', version: next.version });
  }
}

async function clockLoop() {
  while (!ending) {
    await random.pause(30);
    await insist(() => service.sweep());
    tell({ kind: 'swept' });
  }
}

const loops = [
  ...AGENTS.map(agentLoop),
  ...REVIEWERS.map(reviewerLoop),
  runnerLoop(),
  runnerLoop(),
  scoutLoop(),
  policyLoop(),
  clockLoop(),
];
process.stdin.resume().on('end', () => {
  ending = true;
});
await Promise.all(loops).catch((error) => broken('a loop', error));
await service.close();
await store.close();
