/**
 * Agents that have their calls decided by servers, wait, and run them, until the input ends. Every answer is
 * printed before anything else is done with it.
 */
import { Assent, isDeclined } from '../../../dist/client/index.js';
import { randomOf } from './random.mjs';
import { broken, runTool, tell } from './report.mjs';

const { agents, name, seed, firstKey, comingBack, executed, leaseMs } = JSON.parse(process.argv[2]);
/** Those before the last two need a person under every policy. */
const TOOLS = ['pay.small', 'pay.large', 'pay.brief', 'pay.odd', 'pay.never'];
/** Calls at a time. */
const LANES = 6;

const random = randomOf(seed);
let ending = false;
let number = firstKey;

function clientOf({ url, key }) {
  return new Assent({
    url,
    apiKey: key,
    leaseMs,
    onError: (error) => tell({ kind: 'failed', what: 'beside', error: String(error) }),
  });
}

const clients = agents.map(clientOf);

async function call(at) {
  // the same agent in every life of this process
  const { id: agent } = agents[at % agents.length];
  const client = clients[at % agents.length];
  const key = `${name}-${at}`;
  const tool = TOOLS[at % TOOLS.length];
  const call = { tool, param: { key }, runId: key, idempotencyKey: key };
  for (;;) {
    try {
      if (random.chance(0.5)) await request(client, agent, key, call);
      const result = await client.withTool(call, () => {
        runTool(executed, key, String(process.pid));
        return key;
      });
      if (isDeclined(result)) tell({ kind: 'ended', key, how: result.status });
      else if (result === key) tell({ kind: 'ended', key, how: 'done' });
      else broken('a call gave what its tool did not', JSON.stringify(result));
      return;
    } catch (error) {
      // nothing has run: the same call is asked for again
      if (error.code === 'gate/unreachable') {
        tell({ kind: 'failed', what: 'call', error: String(error.cause) });
        await random.pause(100);
      } else if (typeof error.code === 'string' && error.code !== 'gate/refused') {
        tell({ kind: 'ended', key, how: error.code });
        return;
      } else {
        broken('a call', error);
        return;
      }
    }
  }
}

/** Asks without waiting, to learn the request's id or what was decided. */
async function request(client, agent, key, call) {
  const { decision, approval } = await client.request(call);
  if (approval !== undefined) tell({ kind: 'requested', agent, key, id: approval.id });
  else {
    const { policyVersion: version } = decision;
    tell({ kind: 'decided', key, decision: decision.decision, version });
  }
}

async function lane() {
  for (const at of comingBack.splice(0, 2)) await call(at);
  while (!ending) {
    number += 1;
    await call(number);
    await random.pause(20);
  }
}

process.stdin.resume().on('end', () => {
  ending = true;
});
tell({ kind: 'ready' });
const lanes = Array.from({ length: LANES }, () => lane());
await Promise.all(lanes).catch((error) => broken('a lane', error));
await Promise.all(clients.map((client) => client.close()));
