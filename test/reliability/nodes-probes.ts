import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Office } from './nodes-office.ts';
import type { Answer, ServerNode } from './nodes-server.ts';

/** A tool whose calls the reviewers leave to the test. */
export const HELD_TOOL = 'pay.wait';
export const HELD_POLICY = `approval:\n  tools: [${HELD_TOOL}]\n  timeout: 10d\n`;

const post = (key: string, body: object, headers: Readonly<Record<string, string>> = {}) => ({
  method: 'POST',
  body,
  key,
  headers,
});

/** Has a call held, as soon as nobody halts it, and gives the request's id. */
export async function hold(node: ServerNode, key: string, name: string): Promise<string> {
  const call = { tool: HELD_TOOL, param: { name }, run: { id: name } };
  for (;;) {
    const asking = post(key, { call }, { 'idempotency-key': name });
    const { body } = await node.insist('/v1/decisions', asking);
    const { decision, halted } = body['decision'] as { decision: string; halted?: boolean };
    if (halted !== true) {
      expect(decision).toBe('require_approval');
      return String((body['approval'] as { id: string }).id);
    }
    await sleep(20);
  }
}

/** Votes for a request until it is approved, also where an answer was lost. */
export async function approve(node: ServerNode, key: string, id: string): Promise<void> {
  const answer = await node.insist(`/v1/approvals/${id}/approve`, post(key, {}));
  if (answer.status === 409) expect(answer.body).toMatchObject({ code: 'approval/not-pending' });
  else expect(answer).toMatchObject({ status: 200, body: { status: 'approved' } });
}

/**
 * What is halted at one server is blocked by the next decision of every other one, and what was approved
 * cannot be claimed there; lifted at another one, it goes on everywhere. The claim is then made once.
 *
 * @param name of the calls, which nothing else has
 * @param agent `null` halts everything
 */
export async function probeHalt(
  nodes: readonly ServerNode[],
  { admin, halting, people }: Office,
  name: string,
  agent: string | null,
): Promise<void> {
  const [one, two, three] = nodes;
  if (one === undefined || two === undefined || three === undefined) throw new Error('three nodes');
  const id = await hold(two, halting, name);
  await approve(three, people[0]?.key ?? '', id);
  expect(await one.insist('/v1/halts', post(admin, { agent }))).toMatchObject({ status: 200 });
  for (const node of nodes) {
    expect(await decideFree(node, halting)).toMatchObject({ decision: 'block', halted: true });
    const refused = await claim(node, halting, id, name, '0');
    expect(refused).toMatchObject({ status: 409, body: { code: 'approval/halted' } });
  }
  const lifted = await two.insist('/v1/halts/lift', post(admin, { agent }));
  // the first answer may have been lost
  expect([200, 404]).toContain(lifted.status);
  for (const node of [...nodes].reverse()) {
    expect(await decideFree(node, halting)).toMatchObject({ decision: 'allow' });
  }
  expect(await claim(one, halting, id, name, '1')).toMatchObject({ status: 200 });
  const again = await claim(three, halting, id, name, '2');
  expect(again).toMatchObject({ status: 409, body: { code: 'approval/already-claimed' } });
  const outcome = { claim_id: claimIdOf('1', name), outcome: 'succeeded' };
  const reported = await two.insist(`/v1/approvals/${id}/outcome`, post(halting, outcome));
  expect(reported).toMatchObject({ status: 200 });
}

async function decideFree(node: ServerNode, key: string): Promise<unknown> {
  const { body } = await node.insist('/v1/decisions', post(key, { call: { tool: 'free' } }));
  return body['decision'];
}

/** An id of a claim that asking again repeats. */
const claimIdOf = (digit: string, name: string): string =>
  `clm_${digit}${Buffer.from(name).toString('hex').padEnd(31, '0').slice(0, 31)}`;

function claim(
  node: ServerNode,
  key: string,
  id: string,
  name: string,
  digit: string,
): Promise<Answer> {
  const call = { tool: HELD_TOOL, param: { name }, run: { id: name } };
  const body = { call, claim_id: claimIdOf(digit, name), lease_ms: 60_000 };
  return node.insist(`/v1/approvals/${id}/claim`, post(key, body));
}

/** A call that no gate takes: the policy that is in force says so at once, and the log has it. */
export async function refuseMalformed(node: ServerNode, key: string): Promise<void> {
  const call = { tool: 'free', param: { digits: 2 ** 53 } };
  expect(await node.insist('/v1/decisions', post(key, { call }))).toMatchObject({
    status: 200,
    body: { decision: { decision: 'block' } },
  });
}
