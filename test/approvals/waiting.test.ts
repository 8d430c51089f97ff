import { describe, expect, test } from 'vitest';
import { isDeclined } from '../../src/approvals/gate/declined.ts';
import { fragileStore } from './fragile-store.ts';
import { eventsOf, gated, pendingId } from './gated.ts';

const POLICY = `
approval:
  tools: [pay]
  timeout: 1h
block:
  tools: [drop]
  message: "Never."
`;
const ADAPTING = `${POLICY.replace('timeout: 1h', 'timeout: 1h\n  on_rejection: continue')}`;
const call = { tool: 'pay', param: { amount: 5 } };
const alice = { user: 'alice' };
const HOUR = 3_600_000;

/** A tool that counts its runs. */
function counted(): { readonly run: () => string; readonly runs: () => number } {
  let runs = 0;
  return {
    run: () => {
      runs += 1;
      return 'paid';
    },
    runs: () => runs,
  };
}

describe('a call that waits', () => {
  test('A01, A05: fails with the reason of whoever rejected it', async () => {
    const { gate } = await gated(POLICY);
    const { run, runs } = counted();
    const outcome = gate.withTool(call, run).catch((error: unknown) => error);
    const id = await pendingId(gate);
    await gate.approvals.reject(id, { by: alice, reason: 'too much' });
    expect(await outcome).toMatchObject({
      name: 'RejectedError',
      code: 'gate/rejected',
      status: 'rejected',
      reason: 'too much',
      message: 'the call was rejected: too much',
      approvalId: id,
    });
    expect(runs()).toBe(0);
    expect((await gate.approvals.get(id)).resolution).toMatchObject({
      resolvedBy: 'user:alice',
      reason: 'too much',
    });
  });

  test('A02, A03: expires at its deadline, with the reason', async () => {
    const { gate, clock, store } = await gated(POLICY);
    const { run, runs } = counted();
    const outcome = gate.withTool(call, run).catch((error: unknown) => error);
    const id = await pendingId(gate);
    clock.advance(HOUR);
    expect(await outcome).toMatchObject({ name: 'ApprovalTimeoutError', code: 'gate/expired' });
    expect(runs()).toBe(0);
    expect(await gate.approvals.getStatus(id)).toBe('expired');
    expect((await eventsOf(store)).at(-1)).toMatchObject({
      action: 'approval.expired',
      reason: 'approval_timeout',
      wait_ms: HOUR,
    });
  });

  test('A16: fails when a person cancels it, and says who to the log', async () => {
    const { gate, store } = await gated(ADAPTING);
    const { run, runs } = counted();
    const outcome = gate.withTool(call, run).catch((error: unknown) => error);
    const id = await pendingId(gate);
    await gate.approvals.cancel(id, { by: { user: 'olga' }, reason: 'wrong order' });
    expect(await outcome).toMatchObject({
      name: 'RejectedError',
      code: 'gate/cancelled',
      reason: 'wrong order',
    });
    expect(runs()).toBe(0);
    expect((await eventsOf(store)).at(-1)).toMatchObject({
      action: 'approval.cancelled',
      person: 'user:olga',
      reason: 'wrong order',
    });
    await expect(gate.approvals.claim(id, call)).rejects.toMatchObject({
      code: 'approval/not-approved',
      message: expect.stringMatching(/cancelled already by `user:olga` at .*: wrong order/),
    });
  });

  test('A11: several of one run wait on their own, at once', async () => {
    const { gate } = await gated(POLICY);
    const calls = Array.from({ length: 20 }, (_, amount) => amount);
    const running = calls.map((amount) =>
      gate
        .withTool({ tool: 'pay', param: { amount }, runId: 'run-1' }, (param) => param['amount'])
        .catch((error: { code: string }) => error.code),
    );
    while ((await gate.approvals.list({ status: 'pending' })).length < calls.length) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const requests = await gate.approvals.list({ runId: 'run-1' });
    expect(new Set(requests.map(({ id }) => id)).size).toBe(calls.length);
    for (const { id, param } of requests) {
      if (Number(param['amount']) % 2 === 0) await gate.approvals.approve(id, { by: alice });
      else await gate.approvals.reject(id, { by: alice });
    }
    expect(await Promise.all(running)).toEqual(
      calls.map((amount) => (amount % 2 === 0 ? amount : 'gate/rejected')),
    );
  });
});

describe('on_rejection: continue', () => {
  test('A04: the agent gets the reason in place of a result', async () => {
    const { gate } = await gated(ADAPTING);
    const { run, runs } = counted();
    const outcome = gate.withTool(call, run);
    const id = await pendingId(gate);
    await gate.approvals.reject(id, { by: alice, reason: 'too much' });
    const declined = await outcome;
    expect(isDeclined(declined)).toBe(true);
    expect(declined).toMatchObject({ status: 'rejected', reason: 'too much', approvalId: id });
    expect(runs()).toBe(0);
  });

  test('A04: as on expiry', async () => {
    const { gate, clock } = await gated(ADAPTING);
    const outcome = gate.withTool(call, counted().run);
    await pendingId(gate);
    clock.advance(HOUR);
    const declined = await outcome;
    expect(isDeclined(declined)).toBe(true);
    expect(declined).toMatchObject({ status: 'expired', reason: 'approval_timeout' });
  });

  test('A04: gate() throws in any case', async () => {
    const { gate } = await gated(ADAPTING);
    const outcome = gate.gate(call).catch((error: unknown) => error);
    await gate.approvals.reject(await pendingId(gate), { by: alice, reason: 'no' });
    expect(await outcome).toMatchObject({ name: 'RejectedError', reason: 'no' });
  });

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

  test('A04: never stands in for a block or for a caller that gives up', async () => {
    const { gate } = await gated(ADAPTING);
    await expect(gate.withTool({ tool: 'drop' }, counted().run)).rejects.toMatchObject({
      name: 'BlockedError',
      code: 'gate/blocked',
      message: 'Never.',
    });
    await expect(
      gate.withTool({ ...call, approvalTimeoutMs: 5 }, counted().run),
    ).rejects.toMatchObject({ code: 'gate/timeout' });
  });

  test('A04: what looks like a refusal is not one', () => {
    expect(isDeclined({ status: 'rejected', reason: 'x', approvalId: 'y' })).toBe(false);
    expect(isDeclined(null)).toBe(false);
  });
});

describe('a caller that gives up', () => {
  test('A02, A16: withdraws its request', async () => {
    const { gate, store } = await gated(POLICY, { approvalTimeoutMs: 5 });
    const { run, runs } = counted();
    const error = await gate.withTool(call, run).catch((one: unknown) => one);
    expect(error).toMatchObject({ name: 'ApprovalTimeoutError', status: 'timeout' });
    expect(runs()).toBe(0);
    const [request] = await gate.approvals.list();
    expect(request).toMatchObject({ status: 'cancelled' });
    expect((await eventsOf(store)).at(-1)).toMatchObject({ action: 'approval.cancelled' });
    expect((await eventsOf(store)).at(-1)).not.toHaveProperty('person');
  });

  test('A15: leaves its request where it can come back with a key', async () => {
    const { gate } = await gated(POLICY);
    const keyed = { ...call, idempotencyKey: 'order-7' };
    const { run, runs } = counted();
    await expect(gate.withTool({ ...keyed, approvalTimeoutMs: 5 }, run)).rejects.toMatchObject({
      code: 'gate/timeout',
    });
    const id = await pendingId(gate);
    await gate.approvals.approve(id, { by: alice });
    expect(await gate.withTool(keyed, run)).toBe('paid');
    expect(runs()).toBe(1);
    await expect(gate.withTool(keyed, run)).rejects.toMatchObject({
      code: 'approval/already-claimed',
    });
    expect(runs()).toBe(1);
  });

  test('A01: a signal that was aborted before asks for nothing', async () => {
    const { gate, store } = await gated(POLICY);
    const before = (await eventsOf(store)).length;
    const signal = AbortSignal.abort(new Error('stopped'));
    await expect(gate.withTool({ ...call, signal }, counted().run)).rejects.toThrow('stopped');
    expect(await eventsOf(store)).toHaveLength(before);
  });

  test('A16: a signal that is aborted during the wait withdraws the request', async () => {
    const { gate } = await gated(POLICY);
    const stop = new AbortController();
    const { run, runs } = counted();
    const outcome = gate
      .withTool({ ...call, signal: stop.signal }, run)
      .catch((error: unknown) => error);
    const id = await pendingId(gate);
    stop.abort(new Error('stopped'));
    expect(await outcome).toMatchObject({ message: 'stopped' });
    expect(await gate.approvals.getStatus(id)).toBe('cancelled');
    expect(runs()).toBe(0);
  });

  test('A15: but keeps one with a key', async () => {
    const { gate } = await gated(POLICY);
    const stop = new AbortController();
    const outcome = gate
      .withTool({ ...call, idempotencyKey: 'k', signal: stop.signal }, counted().run)
      .catch((error: unknown) => error);
    const id = await pendingId(gate);
    stop.abort(new Error('stopped'));
    await outcome;
    expect(await gate.approvals.getStatus(id)).toBe('pending');
  });

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

  test('A16: a signal that is aborted while an allowed call is decided runs nothing', async () => {
    const { gate } = await gated(POLICY);
    const stop = new AbortController();
    const { run, runs } = counted();
    const outcome = gate.withTool({ tool: 'read', signal: stop.signal }, run);
    stop.abort(new Error('stopped'));
    await expect(outcome).rejects.toThrow('stopped');
    expect(runs()).toBe(0);
  });
});

describe('approvals.wait', () => {
  test('A02: several wait for one, and each learns how it ended', async () => {
    const { gate } = await gated(POLICY);
    const { approval } = await gate.request(call);
    const approvalId = approval?.id ?? '';
    const waiting = Array.from({ length: 10 }, () => gate.approvals.wait({ approvalId }));
    await gate.approvals.approve(approvalId, { by: alice });
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['approved']));
    expect((await gate.approvals.get(approvalId)).execution.status).toBe('unclaimed');
    expect(await gate.approvals.wait({ approvalId, timeoutMs: 0 })).toBe('approved');
  });

  test('A02: says timeout, which is no state of the request', async () => {
    const { gate } = await gated(POLICY);
    const approvalId = (await gate.request(call)).approval?.id ?? '';
    expect(await gate.approvals.wait({ approvalId, timeoutMs: 5 })).toBe('timeout');
    expect(await gate.approvals.getStatus(approvalId)).toBe('pending');
  });

  test.each([
    ['rejected', 'reject'],
    ['cancelled', 'cancel'],
  ] as const)('A02: says %s', async (status, act) => {
    const { gate } = await gated(POLICY);
    const approvalId = (await gate.request(call)).approval?.id ?? '';
    const waiting = gate.approvals.wait({ approvalId });
    await gate.approvals[act](approvalId, { by: alice });
    expect(await waiting).toBe(status);
  });

  test('A02: ends with the reason of a signal, and leaves the request', async () => {
    const { gate } = await gated(POLICY);
    const approvalId = (await gate.request(call)).approval?.id ?? '';
    const stop = new AbortController();
    const waiting = gate.approvals.wait({ approvalId, signal: stop.signal });
    stop.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
    expect(await gate.approvals.getStatus(approvalId)).toBe('pending');
  });

  test('A02: there is nothing to wait for', async () => {
    const { gate } = await gated(POLICY);
    await expect(gate.approvals.wait({ approvalId: 'apr_x' })).rejects.toMatchObject({
      code: 'approval/not-found',
    });
  });

  test('A01: a gate of another process on the store releases who waits', async () => {
    const { gate, store, clock } = await gated(POLICY);
    const other = await gated(POLICY, { store, clock });
    const running = gate.withTool(call, counted().run);
    await other.gate.approvals.approve(await pendingId(gate), { by: alice });
    expect(await running).toBe('paid');
  });
});
