import { describe, expect, test } from 'vitest';
import { createGate } from '../../src/approvals/gate/create-gate.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { compiled } from '../support/compiled.ts';
import { manualClock } from '../support/manual-clock.ts';
import { until } from '../support/until.ts';
import { fragileStore } from './fragile-store.ts';
import { eventsOf, gated } from './gated.ts';
import { approve, hold, started } from './serving.ts';

const POLICY =
  'approval:\n  tools: [pay]\n  timeout: 1h\n  escalate: { after: 10m, to: ["user:lea"] }\n';
const MINUTE = 60_000;

async function serving() {
  const clock = manualClock();
  const store = openMemoryStore(clock.now());
  const service = await started(POLICY, store, clock);
  const holding = (amount: number) => hold(service, { tool: 'pay', param: { amount } });
  return { clock, store, service, holding };
}

describe('what time alone changes', () => {
  test('A03, A07, A14: everything that is due is brought up to date at once', async () => {
    const { clock, service, holding } = await serving();
    const pending = await holding(1);
    const unclaimed = await approve(service, await holding(2), 'alice');
    const claimed = await approve(service, await holding(3), 'alice');
    await service.claim(claimed.id, claimed.captured.digest, MINUTE);
    clock.advance(MINUTE - 1);
    expect(await service.sweep()).toBe(0);
    clock.advance(1);
    expect(await service.sweep()).toBe(1);
    expect((await service.reviews.find(claimed.id)).execution.status).toBe('ambiguous');
    clock.advance(9 * MINUTE);
    expect(await service.sweep()).toBe(1);
    expect((await service.reviews.find(pending)).escalated).toHaveLength(1);
    clock.advance(50 * MINUTE);
    expect(await service.sweep()).toBe(2);
    expect((await service.reviews.find(pending)).resolution.status).toBe('expired');
    expect((await service.reviews.find(unclaimed.id)).execution.status).toBe('void');
    expect(await service.sweep()).toBe(0);
  });

  test('A03: whoever claims what nobody decided in time finds it expired', async () => {
    const { clock, service, holding } = await serving();
    const id = await holding(1);
    const { captured } = await service.reviews.find(id);
    clock.advance(60 * MINUTE);
    await expect(service.claim(id, captured.digest, MINUTE)).rejects.toMatchObject({
      code: 'approval/not-approved',
      message: expect.stringContaining('expired already'),
    });
    expect((await service.reviews.find(id)).resolution.status).toBe('expired');
  });

  test('A03: more than one page of them', async () => {
    const { clock, store, service, holding } = await serving();
    for (let amount = 0; amount < 1_100; amount += 1) await holding(amount);
    clock.advance(60 * MINUTE);
    expect(await service.sweep()).toBe(1_100);
    const expired = (await eventsOf(store)).filter(({ action }) => action === 'approval.expired');
    expect(new Set(expired.map(({ request }) => request)).size).toBe(1_100);
  });

  test('A03: is seen by a gate that did not make the request', async () => {
    const { gate, store, clock } = await gated(POLICY);
    const id = (await gate.request({ tool: 'pay' })).approval?.id ?? '';
    await gate.close();
    const { gate: other } = await gated(POLICY, { store, clock });
    clock.advance(60 * MINUTE);
    expect(await other.approvals.wait({ approvalId: id })).toBe('expired');
  });

  test('A03: happens by itself, in real time', async () => {
    const gate = await createGate({
      policies: compiled('approval:\n  tools: [pay]\n  timeout: 1\n  on_rejection: continue\n'),
      store: openMemoryStore(),
    });
    expect(await gate.withTool({ tool: 'pay' }, () => 'paid')).toMatchObject({
      status: 'expired',
    });
    await gate.close();
  });

  test('A13: goes on when a store that failed is back', async () => {
    const fragile = fragileStore();
    const { gate, clock, errors } = await gated(POLICY, { store: fragile.store });
    const id = (await gate.request({ tool: 'pay' })).approval?.id ?? '';
    fragile.broken = true;
    clock.advance(60 * MINUTE);
    await until('the store has failed', () => errors.length > 0);
    fragile.broken = false;
    expect(await gate.approvals.wait({ approvalId: id })).toBe('expired');
  });

  test('A02: a wait longer than a timer can be does wait', async () => {
    const { gate } = await gated(POLICY);
    const approvalId = (await gate.request({ tool: 'pay' })).approval?.id ?? '';
    let status: string | undefined;
    const waiting = gate.approvals.wait({ approvalId, timeoutMs: 2 ** 31 + 5 }).then((one) => {
      status = one;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(status).toBeUndefined();
    await gate.approvals.cancel(approvalId);
    await waiting;
    expect(status).toBe('cancelled');
  });
});
