import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { eventsOf, gated, pendingId } from './gated.ts';
import { captured } from './serving.ts';

const POLICY = 'redact: [param.pin]\napproval:\n  tools: [pay]\n';
const call = { tool: 'pay', param: { pin: 'hunter-4711', amount: 3 } };
const by = { user: 'alice' };

test('A10: what is hidden cannot be guessed from the digest that viewers see', async () => {
  const { gate } = await gated(POLICY);
  const view = (await gate.request(call)).approval;
  const { digest } = captured(call);
  expect(view?.digest).toMatch(/^hmac-sha256:[0-9a-f]{64}$/);
  expect(view?.digest).not.toContain(digest.slice('sha256:'.length));
  expect(view?.digest).not.toContain(createHash('sha256').update(digest).digest('hex'));
});

test('A10: the digest that viewers see is the one of the audit log, and tells calls apart', async () => {
  const { gate, store } = await gated(POLICY);
  const view = (await gate.request(call)).approval;
  expect((await eventsOf(store)).at(-1)).toMatchObject({ digest: view?.digest });
  const same = (await gate.request(call)).approval;
  const other = (await gate.request({ ...call, param: { pin: 'another', amount: 3 } })).approval;
  expect(same?.digest).toBe(view?.digest);
  expect(other?.digest).not.toBe(view?.digest);
});

test.each(['reject', 'approve', 'cancel'] as const)(
  'A10: what is hidden is hidden in the reason of whoever has seen it: %s',
  async (verb) => {
    const { gate, store } = await gated(POLICY);
    const id = (await gate.request(call)).approval?.id ?? '';
    const reason = 'hunter-4711 is no pin, and neither is 4111 1111 1111 1111';
    const view = await gate.approvals[verb](id, { by, reason });
    expect(view.resolution?.reason).toBe('[redacted] is no pin, and neither is [redacted]');
    const told = JSON.stringify([await gate.approvals.get(id), await eventsOf(store)]);
    expect(told).not.toMatch(/4711|1111 1111/);
  },
);

test('A10: what is hidden is hidden in a long failure, wherever it is cut', async () => {
  const { gate, store } = await gated(POLICY);
  for (const before of [0, 4_080, 4_085, 4_090]) {
    const running = gate.withTool(call, () => {
      throw new Error(`${'-'.repeat(before)}hunter-4711 ${'.'.repeat(1_000_000)}`);
    });
    const ended = running.catch(() => 'failed');
    const id = await pendingId(gate);
    await gate.approvals.approve(id, { by });
    expect(await ended).toBe('failed');
    const { reason } = (await gate.approvals.get(id)).execution;
    expect(reason?.length).toBeLessThan(5_000);
    expect(reason).toContain('[redacted]');
  }
  expect(JSON.stringify(await eventsOf(store))).not.toContain('hunt');
});
