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
});

describe('what came of a call', () => {
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
});
