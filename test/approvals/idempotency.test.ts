import { describe, expect, test } from 'vitest';
import { createGate } from '../../src/approvals/gate/create-gate.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { compiled } from '../support/compiled.ts';
import { manualClock } from '../support/manual-clock.ts';
import { eventsOf, gated } from './gated.ts';

const POLICY = 'approval:\n  tools: [pay]\n  timeout: 30d\n';
const call = { tool: 'pay', param: { amount: 5 }, agent: { id: 'one' }, idempotencyKey: 'order-7' };
const alice = { user: 'alice' };
const DAY = 86_400_000;

describe('idempotency keys', () => {
  test('A15: the same key and call give the same request', async () => {
    const { gate } = await gated(POLICY);
    const first = await gate.request(call);
    const again = await gate.request({ ...call, runId: 'another run' });
    expect(again.approval?.id).toBe(first.approval?.id);
    expect(await gate.approvals.list()).toHaveLength(1);
  });

  test('A15: at once, too', async () => {
    const { gate } = await gated(POLICY);
    const all = await Promise.all(Array.from({ length: 20 }, () => gate.request(call)));
    expect(new Set(all.map(({ approval }) => approval?.id)).size).toBe(1);
  });

  test('A17: whoever comes back with the key asked for the call as well', async () => {
    const { gate, store } = await gated(POLICY);
    const id = (await gate.request({ ...call, run: { user: 'rita' } })).approval?.id ?? '';
    const again = await gate.request({ ...call, run: { user: 'alice' } });
    expect(again.approval).toMatchObject({ id, requesters: ['user:rita', 'user:alice'] });
    expect((await eventsOf(store)).at(-1)).toMatchObject({
      action: 'approval.terms_changed',
      request: id,
      reason: 'asked for by `user:alice` as well',
    });
    for (const user of ['rita', 'alice']) {
      await expect(gate.approvals.approve(id, { by: { user } })).rejects.toMatchObject({
        code: 'approval/self-approval',
      });
    }
    const before = await eventsOf(store);
    await gate.request({ ...call, run: { user: 'alice' } });
    expect(await eventsOf(store)).toEqual(before);
    await gate.approvals.approve(id, { by: { user: 'bob' } });
    await gate.request({ ...call, run: { user: 'carl' } });
    expect((await gate.approvals.get(id)).requesters).toEqual(['user:rita', 'user:alice']);
  });

  test('A03, A15: whoever comes back after the deadline finds the request expired, and joins nothing', async () => {
    const { gate, clock, store } = await gated(POLICY);
    const first = await gate.request({ ...call, run: { user: 'rita' } });
    clock.advance(30 * DAY);
    const again = await gate.request({ ...call, run: { user: 'alice' } });
    expect(again.approval).toMatchObject({
      id: first.approval?.id,
      status: 'expired',
      requesters: ['user:rita'],
    });
    expect((await eventsOf(store)).at(-1)).toMatchObject({ action: 'approval.expired' });
  });

  test('A15: the same key and another call conflict', async () => {
    const { gate } = await gated(POLICY);
    const { approval } = await gate.request(call);
    await expect(gate.request({ ...call, param: { amount: 6 } })).rejects.toMatchObject({
      name: 'ConflictError',
      code: 'approval/idempotency-conflict',
      approvalId: approval?.id,
    });
    expect(await gate.approvals.list()).toHaveLength(1);
  });

  test('A10, A15: what was shown as a call without arguments does not run as one that closes over them', async () => {
    const { gate } = await gated(POLICY);
    const { param: _, ...bare } = call;
    const { approval } = await gate.request({ ...bare, param: {} });
    const id = approval?.id ?? '';
    expect((await gate.approvals.get(id)).unbound).toBe(false);
    await gate.approvals.approve(id, { by: alice });
    let ran = false;
    const running = gate.withTool(bare, () => {
      ran = true;
    });
    await expect(running).rejects.toMatchObject({ code: 'approval/idempotency-conflict' });
    expect(ran).toBe(false);
    await gate.withTool({ ...bare, param: {} }, () => {
      ran = true;
    });
    expect(ran).toBe(true);
  });

  test('A15, A17: one request is not asked for by users without end', async () => {
    const { gate, store } = await gated(POLICY);
    for (let user = 1; user <= 100; user += 1) {
      await gate.request({ ...call, run: { user: `user-${user}` } });
    }
    const before = await eventsOf(store);
    const another = gate.withTool({ ...call, run: { user: 'alice' } }, () => 'ran');
    await expect(another).rejects.toMatchObject({ code: 'approval/idempotency-conflict' });
    expect(await eventsOf(store)).toEqual(before);
    const [view] = await gate.approvals.list();
    expect(view?.requesters).toHaveLength(100);
    const known = await gate.request({ ...call, run: { user: 'user-7' } });
    expect(known.approval?.id).toBe(view?.id);
  });

  test('A15: keys belong to one agent', async () => {
    const { gate } = await gated(POLICY);
    const ids = new Set<string | undefined>();
    for (const agent of [{ id: 'one' }, { id: 'two' }, undefined]) {
      ids.add((await gate.request({ ...call, agent })).approval?.id);
    }
    expect(ids.size).toBe(3);
  });

  test('A15: without a key every call is a request of its own', async () => {
    const { gate } = await gated(POLICY);
    const { idempotencyKey: _, ...keyless } = call;
    await gate.request(keyless);
    await gate.request(keyless);
    expect(await gate.approvals.list()).toHaveLength(2);
  });

  test.each(['', ' ', 'x'.repeat(1_025), 5, {}])(
    'A15: what is no key, %#',
    async (idempotencyKey) => {
      const { gate } = await gated(POLICY);
      const bad: typeof call = {
        ...call,
        idempotencyKey: JSON.parse(JSON.stringify(idempotencyKey)),
      };
      await expect(gate.gate(bad)).rejects.toMatchObject({
        code: 'gate/blocked',
        decision: { errors: [{ code: 'call/malformed' }] },
      });
    },
  );

  test('A15: outlives the gate: what was approved meanwhile runs once', async () => {
    const clock = manualClock();
    const store = openMemoryStore(clock.now());
    const policies = compiled(POLICY);
    const first = await createGate({ policies, store, clock });
    const { approval } = await first.request(call);
    await first.close();
    const second = await createGate({ policies, store, clock });
    await second.approvals.approve(approval?.id ?? '', { by: alice });
    await second.close();
    const third = await createGate({ policies, store, clock });
    expect(await third.withTool(call, ({ amount }) => amount)).toBe(5);
    await expect(third.withTool(call, () => 'again')).rejects.toMatchObject({
      code: 'approval/already-claimed',
      approvalId: approval?.id,
    });
    await third.close();
  });

  test('A15: whoever comes back learns how it ended', async () => {
    const { gate } = await gated(POLICY);
    const id = (await gate.request(call)).approval?.id ?? '';
    await gate.approvals.reject(id, { by: alice, reason: 'no' });
    await expect(gate.gate(call)).rejects.toMatchObject({ name: 'RejectedError', reason: 'no' });
  });

  test('A15: live 30 days, also in a gate that runs for longer', async () => {
    const { gate, clock } = await gated(POLICY);
    const first = (await gate.request(call)).approval?.id;
    clock.advance(30 * DAY);
    expect((await gate.request(call)).approval?.id).toBe(first);
    clock.advance(1);
    const second = (await gate.request({ ...call, param: { amount: 6 } })).approval?.id;
    expect(second).not.toBe(first);
    expect((await gate.request({ ...call, param: { amount: 6 } })).approval?.id).toBe(second);
  });
});
