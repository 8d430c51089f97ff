import { describe, expect, test } from 'vitest';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { until } from '../support/until.ts';
import { fragileStore } from './fragile-store.ts';
import { eventsOf, gated, pendingId } from './gated.ts';

const POLICY =
  'approval:\n  tools: [pay]\n  timeout: 1h\nblock:\n  tools: [drop]\n  message: "Never."\n';
const call = { tool: 'pay', param: { amount: 5 } };
const alice = { user: 'alice' };

/** A gate with a request that alice has approved. */
async function approved(options: Parameters<typeof gated>[1] = {}) {
  const all = await gated(POLICY, options);
  const id = (await all.gate.request(call)).approval?.id ?? '';
  await all.gate.approvals.approve(id, { by: alice });
  return { ...all, id };
}

describe('an approved call', () => {
  test('A14: is the one that was approved: other arguments do not run', async () => {
    const { gate, id } = await approved();
    for (const other of [
      { tool: 'pay', param: { amount: 6 } },
      { tool: 'pay', param: { amount: 5, more: null } },
      { tool: 'Pay', param: { amount: 5 } },
      { ...call, agent: { id: 'a' } },
      { ...call, context: { tier: 'gold' } },
      { tool: 'pay', param: { amount: () => 5 } },
    ]) {
      await expect(gate.approvals.claim(id, other)).rejects.toMatchObject({
        name: 'ConflictError',
        code: 'approval/digest-mismatch',
      });
    }
    expect((await gate.approvals.claim(id, call)).execution.status).toBe('executing');
  });

  test('A14: is the same in another order, in another run', async () => {
    const { gate } = await gated(POLICY);
    const id = (await gate.request({ tool: 'pay', param: { a: 1, b: 2 } })).approval?.id ?? '';
    await gate.approvals.approve(id, { by: alice });
    await gate.approvals.claim(id, { tool: { name: 'pay' }, param: { b: 2, a: 1 }, runId: 'r' });
  });

  test('A14: is claimed once, by one of many', async () => {
    const { gate, store, clock, id } = await approved();
    const other = await gated(POLICY, { store, clock });
    const claims = await Promise.allSettled(
      [gate, other.gate, gate, other.gate, gate].map((one) => one.approvals.claim(id, call)),
    );
    expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(claims.filter(({ status }) => status === 'rejected')).toMatchObject(
      Array.from({ length: 4 }, () => ({ reason: { code: 'approval/already-claimed' } })),
    );
  });

  test('A10, A14: runs with the arguments as they were when it was asked for', async () => {
    const { gate } = await gated(POLICY);
    const param = { amount: 5, to: { name: 'rita' } };
    let given: unknown;
    const running = gate.withTool({ tool: 'pay', param }, (one) => {
      given = one;
    });
    param.amount = 5_000;
    param.to.name = 'mallory';
    const id = await pendingId(gate);
    expect((await gate.approvals.get(id)).param).toEqual({ amount: 5, to: { name: 'rita' } });
    await gate.approvals.approve(id, { by: alice });
    await running;
    expect(given).toEqual({ amount: 5, to: { name: 'rita' } });
    expect(Object.isFrozen(given)).toBe(true);
  });

  test('A10: an allowed call runs with its copy as well', async () => {
    const { gate } = await gated(POLICY);
    const param = { id: 1 };
    const running = gate.withTool({ tool: 'read', param }, (one) => one['id']);
    param.id = 2;
    expect(await running).toBe(1);
  });

  test('A14: a call without arguments is marked, and people see that', async () => {
    const { gate } = await gated(POLICY);
    const running = gate.withTool({ tool: 'pay' }, (param) => param);
    const id = await pendingId(gate);
    expect(await gate.approvals.get(id)).toMatchObject({ unbound: true, param: {} });
    await gate.approvals.approve(id, { by: alice });
    expect(await running).toEqual({});
    const bound = await gate.request({ tool: 'pay', param: {} });
    expect(bound.approval?.unbound).toBe(false);
  });
});

describe('what came of a call', () => {
  test('A14: a tool that throws has failed, and its error goes on', async () => {
    const { gate, store } = await gated(POLICY);
    const boom = new Error('card declined');
    const running = gate
      .withTool(call, () => {
        throw boom;
      })
      .catch((error: unknown) => error);
    const id = await pendingId(gate);
    await gate.approvals.approve(id, { by: alice });
    expect(await running).toBe(boom);
    expect((await gate.approvals.get(id)).execution).toMatchObject({
      status: 'failed',
      reason: 'card declined',
    });
    expect((await eventsOf(store)).at(-1)).toMatchObject({
      action: 'execution.failed',
      details: { outcome: 'failed', error: 'card declined' },
    });
  });

  test('A10: what is hidden of the call is hidden in its error', async () => {
    const { gate, store } = await gated(POLICY);
    const secret = 'hunter2-hunter2';
    const running = gate
      .withTool({ tool: 'pay', param: { password: secret } }, () => {
        throw new Error(`cannot log in with ${secret}`);
      })
      .catch(() => {});
    const id = await pendingId(gate);
    await gate.approvals.approve(id, { by: alice });
    await running;
    expect((await gate.approvals.get(id)).execution.reason).toContain('cannot log in with');
    expect(JSON.stringify(await gate.approvals.get(id))).not.toContain(secret);
    expect(JSON.stringify(await eventsOf(store))).not.toContain(secret);
  });

  test('A14: gate() claims, and whoever calls reports', async () => {
    const { gate } = await gated(POLICY);
    const passing = gate.gate(call);
    await gate.approvals.approve(await pendingId(gate), { by: alice });
    const { param, approvalId = '', report } = await passing;
    expect(param).toEqual({ amount: 5 });
    expect((await gate.approvals.get(approvalId)).execution.status).toBe('executing');
    await report({ outcome: 'failed', error: 'no money' });
    expect((await gate.approvals.get(approvalId)).execution).toMatchObject({
      status: 'failed',
      reason: 'no money',
    });
    await expect(report({ outcome: 'failed' })).rejects.toMatchObject({
      code: 'approval/claim-lost',
    });
    await expect(report({ outcome: 'succeeded' })).rejects.toMatchObject({
      code: 'approval/claim-lost',
    });
  });

  test('A14: claim() and report() by id', async () => {
    const { gate, id } = await approved();
    await expect(gate.approvals.report(id, { outcome: 'succeeded' })).rejects.toMatchObject({
      code: 'approval/claim-lost',
    });
    await gate.approvals.claim(id, call);
    const bad: { outcome: 'succeeded' } = JSON.parse('{"outcome":"maybe"}');
    await expect(gate.approvals.report(id, bad)).rejects.toThrow(TypeError);
    await gate.approvals.report(id, { outcome: 'succeeded' });
    expect((await gate.approvals.get(id)).execution.status).toBe('succeeded');
  });

  test('A14: a call that runs for long keeps its claim', async () => {
    const { gate, clock, store } = await gated(POLICY, { leaseMs: 60 });
    const running = gate.gate(call);
    await gate.approvals.approve(await pendingId(gate), { by: alice });
    const { approvalId = '', report } = await running;
    const leaseUntil = async (): Promise<number> => {
      const execution = (await store.request(approvalId))?.execution;
      return execution?.status === 'executing' ? execution.leaseUntil : 0;
    };
    for (let step = 0; step < 5; step += 1) {
      const before = await leaseUntil();
      clock.advance(59);
      let now = before;
      const look = setInterval(() => void leaseUntil().then((until) => (now = until)), 5);
      await until('the claim is renewed', () => now > before);
      clearInterval(look);
    }
    await report({ outcome: 'succeeded' });
    expect((await gate.approvals.get(approvalId)).execution.status).toBe('succeeded');
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 86_400_001])(
    'A14: %d milliseconds are no lease',
    async (leaseMs) => {
      await expect(gated(POLICY, { leaseMs })).rejects.toThrow(RangeError);
    },
  );

  test('A14: one whose claim lapsed is ambiguous, and a late report is kept', async () => {
    const { gate, clock, store, id } = await approved({ leaseMs: 3_600_000 });
    await gate.approvals.claim(id, call);
    clock.advance(3_600_000);
    await gate.approvals.report(id, { outcome: 'succeeded' });
    expect((await gate.approvals.get(id)).execution).toMatchObject({
      status: 'ambiguous',
      lateOutcome: 'succeeded',
    });
    expect((await eventsOf(store)).slice(-2).map(({ action }) => action)).toEqual([
      'execution.ambiguous',
      'execution.reported_late',
    ]);
  });

  test('A13: is written once the store takes it again', async () => {
    const fragile = fragileStore(openMemoryStore());
    const { gate, errors } = await gated(POLICY, { store: fragile.store, leaseMs: 30 });
    const running = gate.withTool(call, () => {
      fragile.broken = true;
      return 'paid';
    });
    const id = await pendingId(gate);
    await gate.approvals.approve(id, { by: alice });
    expect(await running).toBe('paid');
    expect(errors).toMatchObject([{ name: 'StoreError' }]);
    fragile.broken = false;
    let status = '';
    const look = setInterval(() => {
      void gate.approvals.get(id).then((one) => {
        status = one.execution.status;
      });
    }, 5);
    await until('the outcome is written', () => status === 'succeeded');
    clearInterval(look);
  });

  test('A15: of a call that outlives its gate is written', async () => {
    const { gate, id } = await approved();
    await gate.approvals.claim(id, call);
    await gate.close();
    await gate.approvals.report(id, { outcome: 'succeeded' });
    expect((await gate.approvals.get(id)).execution.status).toBe('succeeded');
  });

  test('A01: an allowed call just runs, and a blocked one never', async () => {
    const { gate } = await gated(POLICY);
    expect(await gate.withTool({ tool: 'read', param: { id: 1 } }, ({ id }) => id)).toBe(1);
    const passage = await gate.gate({ tool: 'read' });
    expect(passage.approvalId).toBeUndefined();
    await passage.report({ outcome: 'succeeded' });
    await expect(gate.gate({ tool: 'drop' })).rejects.toMatchObject({
      name: 'BlockedError',
      code: 'gate/blocked',
      message: 'Never.',
      approvalId: undefined,
      decision: { decision: 'block' },
    });
  });

  test('A14: what today blocks is told as a block', async () => {
    const policy =
      'approval:\n  tools: [pay]\nblock:\n  tools:\n    - pay: now > timestamp("2026-01-05T09:10:00Z")\n';
    const { gate, clock } = await gated(policy);
    const running = gate.withTool({ ...call, idempotencyKey: 'k' }, () => 'paid').catch((e) => e);
    const id = await pendingId(gate);
    clock.advance(600_001);
    await gate.approvals.approve(id, { by: alice });
    expect(await running).toMatchObject({ name: 'BlockedError', approvalId: id });
    expect((await gate.approvals.get(id)).execution.status).toBe('void');
  });
});
