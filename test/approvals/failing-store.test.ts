import { describe, expect, test } from 'vitest';
import { createGate } from '../../src/approvals/gate/create-gate.ts';
import { compiled } from '../support/compiled.ts';
import { fragileStore } from './fragile-store.ts';
import { eventsOf, gated, pendingId } from './gated.ts';

const POLICY = `
approval:
  tools: [pay]
block:
  tools: [drop]
  message: "Never."
`;
const alice = { user: 'alice' };

type Options = Parameters<typeof gated>[1];

/** A gate whose store fails from now on. */
async function failing(options: Options = {}) {
  const fragile = fragileStore();
  const all = await gated(POLICY, { ...options, store: fragile.store });
  fragile.broken = true;
  return { ...all, fragile };
}

const OUTCOMES: readonly [string, Options, Readonly<Record<string, string>>][] = [
  [
    'fail_closed',
    {},
    { read: 'gate/unreachable', pay: 'gate/unreachable', drop: 'gate/blocked', '': 'gate/blocked' },
  ],
  [
    'fail_open',
    { failureMode: 'fail_open' },
    { read: 'ran', pay: 'gate/unreachable', drop: 'gate/blocked', '': 'gate/blocked' },
  ],
  ['monitor', { mode: 'monitor' }, { read: 'ran', pay: 'ran', drop: 'ran', '': 'gate/blocked' }],
  [
    'monitor, fail_open',
    { mode: 'monitor', failureMode: 'fail_open' },
    { read: 'ran', pay: 'ran', drop: 'ran', '': 'gate/blocked' },
  ],
];

describe('a store that fails', () => {
  const cells = OUTCOMES.flatMap(([name, options, tools]) =>
    Object.entries(tools).map(([tool, outcome]) => [name, tool, outcome, options] as const),
  );
  test.each(cells)('A13: %s, tool `%s`: %s', async (_, tool, outcome, options) => {
    const { gate } = await failing(options);
    let ran = false;
    const result = await gate
      .withTool({ tool, param: {} }, () => {
        ran = true;
        return 'ran';
      })
      .catch((error: { code: string }) => error.code);
    expect(result).toBe(outcome);
    expect(ran).toBe(outcome === 'ran');
    const passage = await gate.gate({ tool }).then(
      () => 'ran',
      (error: { code: string }) => error.code,
    );
    expect(passage).toBe(outcome);
  });

  test('A13: says what failed, and recovers', async () => {
    const { gate, fragile } = await failing();
    await expect(gate.gate({ tool: 'read' })).rejects.toMatchObject({
      name: 'UnreachableError',
      message: 'the call could not be decided: the database is gone',
      cause: { code: 'store/unavailable' },
    });
    await expect(gate.request({ tool: 'pay' })).rejects.toMatchObject({ code: 'gate/unreachable' });
    await expect(gate.canI({ tool: 'pay' })).rejects.toMatchObject({ code: 'gate/unreachable' });
    fragile.broken = false;
    expect(await gate.withTool({ tool: 'read' }, () => 'ran')).toBe('ran');
  });

  test('A13, U01: what ran or was refused meanwhile is recorded once it is back', async () => {
    const { gate, fragile, store, clock } = await failing({ failureMode: 'fail_open' });
    const at = new Date(clock.now()).toISOString();
    await gate.withTool({ tool: 'read', param: { password: 'hunter2' } }, () => {});
    await gate.withTool({ tool: 'drop', param: {} }, () => {}).catch(() => {});
    await gate.withTool({ tool: '', param: {} }, () => {}).catch(() => {});
    clock.advance(5_000);
    fragile.broken = false;
    await gate.close();
    const events = (await eventsOf(store)).filter(({ action }) => action === 'call.decided');
    expect(events).toMatchObject([
      { tool: 'read', decision: 'allow', at, details: { recorded_late: true } },
      { tool: 'drop', decision: 'block', at, details: { recorded_late: true } },
      { decision: 'block', details: { recorded_late: true, errors: ['call/malformed'] } },
    ]);
    expect(JSON.stringify(events)).not.toContain('hunter2');
  });

  test('A13: what is kept is written once, even when the gate closes meanwhile', async () => {
    const { gate, fragile, store } = await failing({ failureMode: 'fail_open' });
    await gate.withTool({ tool: 'read' }, () => {});
    fragile.broken = false;
    let reached = (): void => {};
    const isWriting = new Promise<void>((resolve) => {
      reached = resolve;
    });
    fragile.beforeWrite = async () => {
      reached();
      await new Promise((resolve) => setTimeout(resolve, 20));
    };
    await isWriting;
    await gate.close();
    await new Promise((resolve) => setTimeout(resolve, 40));
    const events = (await eventsOf(store)).filter(({ action }) => action === 'call.decided');
    expect(events).toHaveLength(1);
  });

  test('A13: a claim that cannot be written does not run', async () => {
    const fragile = fragileStore();
    const { gate } = await gated(POLICY, { store: fragile.store, failureMode: 'fail_open' });
    let ran = false;
    const running = gate
      .withTool({ tool: 'pay', param: {} }, () => {
        ran = true;
      })
      .catch((error: { code: string; approvalId?: string }) => error);
    const id = await pendingId(gate);
    // whoever waits reads what another node has resolved
    const other = await gated(POLICY, { store: fragile.store });
    fragile.onRead = (request) => {
      if (request?.resolution.status === 'approved') fragile.broken = true;
    };
    await other.gate.approvals.approve(id, { by: alice });
    expect(await running).toMatchObject({ code: 'gate/unreachable', approvalId: id });
    expect(ran).toBe(false);
  });

  test('A13: a wait on a store that fails does not run', async () => {
    const fragile = fragileStore();
    const { gate } = await gated(POLICY, { store: fragile.store, failureMode: 'fail_open' });
    const { approval } = await gate.request({ tool: 'pay', idempotencyKey: 'k', param: {} });
    expect(approval).toBeDefined();
    fragile.onRead = () => {
      throw Object.assign(new Error('gone'));
    };
    await expect(
      gate.withTool({ tool: 'pay', idempotencyKey: 'k', param: {} }, () => 'ran'),
    ).rejects.toThrow('gone');
  });

  test('A13: a gate does not start on one', async () => {
    const fragile = fragileStore();
    fragile.broken = true;
    await expect(
      createGate({ policies: compiled(POLICY), store: fragile.store }),
    ).rejects.toMatchObject({ code: 'store/unavailable' });
  });

  test('A13: conditions on `now` see the time of the gate', async () => {
    const fragile = fragileStore();
    const policy = 'block:\n  tools:\n    - read: now < timestamp("2026-01-05T10:00:00Z")\n';
    const { gate } = await gated(policy, { store: fragile.store, failureMode: 'fail_open' });
    expect((await gate.canI({ tool: 'read' })).decision).toBe('block');
    fragile.broken = true;
    await expect(gate.withTool({ tool: 'read' }, () => 'ran')).rejects.toMatchObject({
      code: 'gate/blocked',
    });
  });
});
