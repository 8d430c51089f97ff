import { describe, expect, test } from 'vitest';
import type { GatedCall } from '../../src/approvals/gate/gated-call.ts';
import { Reviews } from '../../src/approvals/service/reviews.ts';
import { fragileStore } from './fragile-store.ts';
import { eventsOf, type Gated, gated, pendingId } from './gated.ts';

const POLICY = 'approval:\n  - tools: [pay]\n    on_rejection: continue\nblock:\n  tools: [drop]\n';

const order = {
  agent: 'a',
  by: 'user:olga',
  via: 'cli',
  reason: null,
  cancelPending: false,
} as const;

const call = (tool: string): GatedCall => ({ tool, param: {}, agent: { id: 'a' } });

/** The reviewers of a gate's store, in another process as it were. */
const reviewsOf = ({ store, clock }: Gated): Reviews => new Reviews(store, clock);

/** Runs a call, and says what came of it. */
async function outcomeOf({ gate }: Gated, one: GatedCall): Promise<unknown> {
  let ran = false;
  const result = await gate
    .withTool(one, () => {
      ran = true;
      return 'ran';
    })
    .catch((error: unknown) => error);
  expect(result === 'ran').toBe(ran);
  return result;
}

const HALTED = { name: 'BlockedError', code: 'gate/blocked', decision: { halted: true } };

describe('a gate whose agent is halted', () => {
  const cells = (['enforce', 'monitor'] as const).flatMap((mode) =>
    (['fail_closed', 'fail_open'] as const).flatMap((failureMode) =>
      ['read', 'pay', 'drop'].map((tool) => [mode, failureMode, tool] as const),
    ),
  );
  test.each(cells)('A12: %s, %s: `%s` does not run', async (mode, failureMode, tool) => {
    const at = await gated(POLICY, { mode, failureMode });
    await reviewsOf(at).halt(order);
    expect(await outcomeOf(at, call(tool))).toMatchObject(HALTED);
    await expect(at.gate.gate(call(tool))).rejects.toMatchObject(HALTED);
    expect(await at.gate.request(call(tool))).toMatchObject({ decision: { halted: true } });
    expect(await at.gate.request(call(tool))).not.toHaveProperty('approval');
    expect(await at.gate.canI(call(tool))).toMatchObject({ decision: 'block', halted: true });
    const decided = (await eventsOf(at.store)).filter(({ action }) => action === 'call.decided');
    expect(decided).toHaveLength(4);
    for (const one of decided) expect(one).toMatchObject({ details: { halted: true } });
  });

  test('A12: runs nothing that is approved meanwhile, whatever `on_rejection` says', async () => {
    const at = await gated(POLICY);
    const outcome = outcomeOf(at, call('pay'));
    const id = await pendingId(at.gate);
    await reviewsOf(at).halt(order);
    await at.gate.approvals.approve(id, { by: { user: 'bob' } });
    expect(await outcome).toMatchObject({
      name: 'BlockedError',
      code: 'gate/blocked',
      message: '`a` is halted by `user:olga`',
      approvalId: id,
    });
    expect(await at.gate.approvals.get(id)).toMatchObject({ execution: { status: 'unclaimed' } });
    await expect(at.gate.approvals.claim(id, call('pay'))).rejects.toMatchObject({
      name: 'ConflictError',
      code: 'approval/halted',
    });
    await reviewsOf(at).resume(order);
    await at.gate.approvals.claim(id, call('pay'));
  });

  test('A12: throws to whoever waits when the halt withdraws what waits', async () => {
    const at = await gated(POLICY);
    const outcome = outcomeOf(at, call('pay'));
    const id = await pendingId(at.gate);
    await reviewsOf(at).halt({ ...order, agent: null, cancelPending: true });
    expect(await outcome).toMatchObject({
      name: 'RejectedError',
      code: 'gate/cancelled',
      approvalId: id,
    });
  });

  test('A12: runs the calls of other agents, and its own once it is resumed', async () => {
    const at = await gated(POLICY);
    await reviewsOf(at).halt(order);
    expect(await outcomeOf(at, { tool: 'read' })).toBe('ran');
    await reviewsOf(at).resume(order);
    expect(await outcomeOf(at, call('read'))).toBe('ran');
    expect((await at.gate.canI(call('read'))).decision).toBe('allow');
  });
});

describe('a halt that a gate has heard of', () => {
  const MODES = [
    { failureMode: 'fail_open' },
    { mode: 'monitor' },
    { mode: 'monitor', failureMode: 'fail_open' },
  ] as const;

  test.each(MODES)('A13: binds while the store fails: %j', async (options) => {
    const fragile = fragileStore();
    const at = await gated(POLICY, { ...options, store: fragile.store });
    await reviewsOf(at).halt(order);
    await outcomeOf(at, { tool: 'read' });
    fragile.broken = true;
    expect(await outcomeOf(at, call('read'))).toMatchObject(HALTED);
    expect(await outcomeOf(at, { tool: 'read' })).toBe('ran');
    fragile.broken = false;
    await reviewsOf(at).resume(order);
    await outcomeOf(at, { tool: 'read' });
    fragile.broken = true;
    expect(await outcomeOf(at, call('read'))).toBe('ran');
  });

  test('A12: cannot be told while the store fails, so that `canI` says nothing', async () => {
    const fragile = fragileStore();
    const at = await gated(POLICY, { store: fragile.store });
    fragile.broken = true;
    await expect(at.gate.canI(call('read'))).rejects.toMatchObject({ code: 'gate/unreachable' });
  });
});
