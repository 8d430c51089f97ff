import { describe, expect, test } from 'vitest';
import { isDeclined } from '../../src/approvals/gate/declined.ts';
import { fragileStore } from './fragile-store.ts';
import { ADAPTING, PAY as call, counted, POLICY } from './gate-under-test.ts';
import { gated, pendingId } from './gated.ts';

const alice = { user: 'alice' };

describe('on_rejection: continue', () => {
  test('A04, A08: never stands in for a call that a changed policy blocks', async () => {
    const { gate, store, clock } = await gated(ADAPTING);
    const outcome = gate.withTool(call, counted().run).catch((error: unknown) => error);
    const id = await pendingId(gate);
    const { gate: other } = await gated('block:\n  tools: [pay]\n', { store, clock });
    expect(await outcome).toMatchObject({
      name: 'RejectedError',
      code: 'gate/rejected',
      approvalId: id,
      reason: expect.stringContaining(other.policyVersion),
    });
  });

  test('A04: what looks like a refusal is not one', () => {
    expect(isDeclined({ status: 'rejected', reason: 'x', approvalId: 'y' })).toBe(false);
    expect(isDeclined(null)).toBe(false);
  });
});

describe('a caller that gives up', () => {
  test('A16: a signal that is aborted once the call is approved runs nothing', async () => {
    const fragile = fragileStore();
    const { gate } = await gated(POLICY, { store: fragile.store });
    const stop = new AbortController();
    const { run, runs } = counted();
    const outcome = gate
      .withTool({ ...call, signal: stop.signal }, run)
      .catch((error: unknown) => error);
    const id = await pendingId(gate);
    // whoever waits reads what another node has resolved
    const other = await gated(POLICY, { store: fragile.store });
    fragile.onRead = (request) => {
      if (request?.resolution.status === 'approved') stop.abort(new Error('stopped'));
    };
    await other.gate.approvals.approve(id, { by: alice });
    expect(await outcome).toMatchObject({ message: 'stopped' });
    expect(runs()).toBe(0);
    expect((await gate.approvals.get(id)).execution.status).toBe('unclaimed');
  });
});

describe('approvals.wait', () => {
  test('A01: a gate of another process on the store releases who waits', async () => {
    const { gate, store, clock } = await gated(POLICY);
    const other = await gated(POLICY, { store, clock });
    const running = gate.withTool(call, counted().run);
    await other.gate.approvals.approve(await pendingId(gate), { by: alice });
    expect(await running).toBe('paid');
  });
});
