import { describe, expect, test } from 'vitest';
import type { Reviewer } from '../../src/approvals/gate/reviewer.ts';
import { eventsOf, gated } from './gated.ts';

const POLICY = `
approval:
  tools: [pay]
  approvers: ["group:finance", "user:alice"]
  quorum: 2
  timeout: 1h
  escalate: { after: 10m, to: ["group:leads"] }
redact: ["param.iban"]
`;
const call = {
  tool: 'pay',
  param: { amount: 5, iban: 'DE89370400440532013000', password: 'hunter2-hunter2' },
  agent: { id: 'order-agent' },
  run: { id: 'run-1', user: 'rita' },
};
const alice = { user: 'alice' };
const fred = { user: 'fred', groups: ['finance'] };

async function requested() {
  const all = await gated(POLICY);
  const id = (await all.gate.request(call)).approval?.id ?? '';
  return { ...all, id };
}

describe('reviewers', () => {
  test('A05, A06: two people, by name and by group, with reasons', async () => {
    const { gate, id } = await requested();
    const once = await gate.approvals.approve(id, { by: alice, reason: 'fine' });
    expect(once).toMatchObject({
      status: 'pending',
      requirements: [{ approvedBy: ['user:alice'], met: false }],
      votes: [{ voter: 'user:alice', choice: 'approve', reason: 'fine', via: 'gate' }],
    });
    const twice = await gate.approvals.approve(id, { by: fred });
    expect(twice).toMatchObject({
      status: 'approved',
      requirements: [{ approvedBy: ['user:alice', 'user:fred'], met: true }],
      resolution: { resolvedBy: 'user:fred', code: 'approved_by_vote' },
    });
  });

  test('A06: prefixes may be written out', async () => {
    const { gate, id } = await requested();
    await gate.approvals.approve(id, { by: { user: 'user:alice' } });
    await expect(gate.approvals.approve(id, { by: alice })).rejects.toMatchObject({
      code: 'approval/already-voted',
    });
    await gate.approvals.approve(id, { by: { user: 'user:fred', groups: ['group:finance'] } });
    expect(await gate.approvals.getStatus(id)).toBe('approved');
  });

  test('A07: those escalated to, once it is time', async () => {
    const { gate, clock, id } = await requested();
    const lea = { user: 'lea', groups: ['leads'] };
    await expect(gate.approvals.reject(id, { by: lea })).rejects.toMatchObject({
      name: 'ConflictError',
      code: 'approval/not-eligible',
      approvalId: id,
    });
    clock.advance(600_000);
    expect((await gate.approvals.reject(id, { by: lea })).status).toBe('rejected');
  });

  test('A17: whoever the run is for does not count', async () => {
    const { gate } = await gated('approval:\n  tools: [pay]\n');
    const id = (await gate.request(call)).approval?.id ?? '';
    expect((await gate.approvals.get(id)).requesters).toEqual(['user:rita']);
    for (const user of ['rita', 'RITA', 'user:rita']) {
      await expect(gate.approvals.approve(id, { by: { user } })).rejects.toMatchObject({
        code: 'approval/self-approval',
      });
    }
    await gate.approvals.approve(id, { by: alice });
  });

  const NOBODY: readonly unknown[] = [
    undefined,
    null,
    {},
    { user: '' },
    { user: '  ' },
    { user: 'user:' },
    { user: 'user: ' },
    { user: 7 },
    { user: ['alice'] },
    { user: 'agent:order-agent' },
    { user: 'api-key:k1' },
    { user: 'Agent:x' },
    { user: 'filesystem:root' },
  ];
  test.each(NOBODY.map((by) => [by]))('A17: %j names no person', async (by) => {
    const { gate, id } = await requested();
    const verdict = { by: by as Reviewer };
    await expect(async () => gate.approvals.approve(id, verdict)).rejects.toThrow(TypeError);
    await expect(async () => gate.approvals.reject(id, verdict)).rejects.toThrow(TypeError);
    await expect(async () => gate.approvals.reveal(id, verdict)).rejects.toThrow(TypeError);
    expect((await gate.approvals.get(id)).votes).toEqual([]);
  });

  test.each([[5], [{}], ['x'.repeat(4_097)]])('A05: what is no reason, %#', async (reason) => {
    const { gate, id } = await requested();
    await expect(async () =>
      gate.approvals.approve(id, { by: alice, reason: reason as string }),
    ).rejects.toThrow(TypeError);
  });

  test('A02: the loser of a race learns who won', async () => {
    const { gate, id } = await requested();
    const votes = await Promise.allSettled(
      [alice, fred].map((by) => gate.approvals.reject(id, { by, reason: 'no' })),
    );
    expect(votes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(votes[1]).toMatchObject({
      reason: {
        code: 'approval/not-pending',
        message: expect.stringMatching(/rejected already by `user:alice` at 2026-.*Z: no/),
      },
    });
  });
});

describe('what reviewers see', () => {
  test('A10: redacted arguments, and who asks', async () => {
    const { gate, id } = await requested();
    const view = await gate.approvals.get(id);
    expect(view).toMatchObject({
      id,
      tool: 'pay',
      agent: 'order-agent',
      run: 'run-1',
      param: { amount: 5 },
    });
    const text = JSON.stringify([view, await gate.approvals.list()]);
    expect(text).not.toContain('DE8937');
    expect(text).not.toContain('hunter2');
  });

  test('A10: a message shows nothing hidden, also when a changed policy makes it', async () => {
    const { gate, store } = await gated(
      'approval:\n  tools: [pay]\n  message: "to {{ param.iban }} with {{ param.password }}"\nredact: ["param.iban"]\n',
    );
    await gate.request(call);
    const text = JSON.stringify([await gate.approvals.list(), await eventsOf(store)]);
    expect(text).toContain('to ');
    expect(text).not.toContain('DE8937');
    expect(text).not.toContain('hunter2');
  });

  test('A10, U01: whoever may decide may reveal, and that is recorded', async () => {
    const { gate, store, id } = await requested();
    expect(await gate.approvals.reveal(id, { by: fred })).toEqual(call.param);
    expect((await eventsOf(store)).at(-1)).toMatchObject({
      action: 'approval.revealed',
      request: id,
      person: 'user:fred',
      via: 'gate',
      tool: 'pay',
    });
    expect(JSON.stringify(await eventsOf(store))).not.toContain('hunter2');
  });

  test('A10: nobody else', async () => {
    const { gate, store, id } = await requested();
    const before = (await eventsOf(store)).length;
    await expect(gate.approvals.reveal(id, { by: { user: 'eve' } })).rejects.toMatchObject({
      code: 'approval/not-eligible',
    });
    await expect(gate.approvals.reveal('apr_x', { by: fred })).rejects.toMatchObject({
      code: 'approval/not-found',
    });
    expect(await eventsOf(store)).toHaveLength(before);
  });

  test('A10: nothing that only the holder of a claim knows', async () => {
    const { gate, store, id } = await requested();
    await gate.approvals.approve(id, { by: alice });
    await gate.approvals.approve(id, { by: fred });
    await gate.approvals.claim(id, call);
    const execution = (await store.request(id))?.execution;
    const claimId = execution !== undefined && 'claimId' in execution ? execution.claimId : '';
    expect(claimId).toMatch(/^clm_/);
    expect(JSON.stringify([await gate.approvals.get(id), await eventsOf(store)])).not.toContain(
      claimId,
    );
  });

  test('A02: lists, newest first, filtered, page by page', async () => {
    const { gate } = await gated('approval:\n  tools: [pay, ship]\n');
    const ids: string[] = [];
    for (let number = 0; number < 12; number += 1) {
      const one = {
        tool: number % 2 === 0 ? 'pay' : 'ship',
        param: { number },
        agent: { id: number < 6 ? 'one' : 'two' },
        runId: `run-${number % 3}`,
      };
      ids.push((await gate.request(one)).approval?.id ?? '');
    }
    await gate.approvals.approve(ids[0] ?? '', { by: alice });
    const listed = async (options: Parameters<typeof gate.approvals.list>[0]) =>
      (await gate.approvals.list(options)).map(({ id }) => ids.indexOf(id));
    expect(await listed({})).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect(await listed({ limit: 3 })).toEqual([11, 10, 9]);
    expect(await listed({ limit: 3, before: ids[9] ?? '' })).toEqual([8, 7, 6]);
    expect(await listed({ before: ids[1] ?? '' })).toEqual([0]);
    expect(await listed({ before: ids[0] ?? '' })).toEqual([]);
    expect(await listed({ status: 'approved' })).toEqual([0]);
    expect(await listed({ execution: 'unclaimed' })).toEqual([0]);
    expect(await listed({ tool: 'ship', agent: 'one' })).toEqual([5, 3, 1]);
    expect(await listed({ run: 'run-2' })).toEqual([11, 8, 5, 2]);
    for (const limit of [0, -1, Number.NaN, 1.5]) expect(await listed({ limit })).toEqual([11]);
  });

  test('A02: there is no such request', async () => {
    const { gate } = await gated(POLICY);
    for (const asked of [
      gate.approvals.get('apr_x'),
      gate.approvals.getStatus('apr_x'),
      gate.approvals.approve('apr_x', { by: alice }),
      gate.approvals.cancel('apr_x'),
      gate.approvals.claim('apr_x', call),
    ]) {
      await expect(asked).rejects.toMatchObject({
        name: 'ConflictError',
        code: 'approval/not-found',
        approvalId: 'apr_x',
        message: 'there is no approval request `apr_x`',
      });
    }
  });
});
