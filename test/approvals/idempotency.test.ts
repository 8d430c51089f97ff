import { describe, expect, test } from 'vitest';
import { eventsOf, gated } from './gated.ts';

const POLICY = 'approval:\n  tools: [pay]\n  timeout: 30d\n';
const call = { tool: 'pay', param: { amount: 5 }, agent: { id: 'one' }, idempotencyKey: 'order-7' };
const DAY = 86_400_000;

describe('idempotency keys', () => {
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
