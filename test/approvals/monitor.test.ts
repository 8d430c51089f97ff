import { describe, expect, test } from 'vitest';
import type { GatedCall } from '../../src/approvals/gate/gated-call.ts';
import { eventsOf, gated } from './gated.ts';

const POLICY = 'approval:\n  tools: [pay]\nblock:\n  tools: [drop]\n  message: "Never."\n';

describe('a gate in monitor mode', () => {
  test('A13: holds and refuses nothing, and records what it would do', async () => {
    const { gate, store } = await gated(POLICY, { mode: 'monitor' });
    for (const tool of ['read', 'pay', 'drop']) {
      expect(await gate.withTool({ tool, param: {} }, () => tool)).toBe(tool);
      await gate.gate({ tool });
    }
    expect((await gate.request({ tool: 'pay' })).approval).toBeUndefined();
    expect(await gate.approvals.list()).toEqual([]);
    const decided = (await eventsOf(store)).filter(({ action }) => action === 'call.decided');
    expect(decided.map(({ decision }) => decision)).toEqual([
      'allow',
      'allow',
      'require_approval',
      'require_approval',
      'block',
      'block',
      'require_approval',
    ]);
    for (const event of decided) expect(event).toMatchObject({ details: { mode: 'monitor' } });
  });

  test('A13: nor a call with a key that was held before', async () => {
    const { gate, store, clock } = await gated(POLICY);
    const call = { tool: 'pay', param: { amount: 1 }, idempotencyKey: 'k' };
    await gate.request(call);
    const monitor = await gated(POLICY, { store, clock, mode: 'monitor' });
    expect(await monitor.gate.withTool(call, () => 'ran')).toBe('ran');
    const other = { ...call, param: { amount: 2 } };
    expect(await monitor.gate.withTool(other, () => 'ran')).toBe('ran');
  });
});

const circular: Record<string, unknown> = {};
circular['self'] = circular;

const MALFORMED: readonly [string, unknown][] = [
  ['nothing', undefined],
  ['null', null],
  ['a text', 'pay'],
  ['a list', []],
  ['no tool', { param: {} }],
  ['an empty tool', { tool: '' }],
  ['a tool that is a number', { tool: 7 }],
  ['arguments that are a list', { tool: 'read', param: [] }],
  ['arguments that are null', { tool: 'read', param: null }],
  ['arguments with a function', { tool: 'read', param: { f: () => 1 } }],
  ['arguments with a number that JSON cannot say', { tool: 'read', param: { n: Number.NaN } }],
  ['arguments that hold themselves', { tool: 'read', param: circular }],
  ['a run that is a text', { tool: 'read', run: 'r', runId: 'x' }],
  ['a run id that is a number', { tool: 'read', runId: 7 }],
  [
    'a getter that throws',
    {
      tool: 'read',
      get param() {
        throw new Error('boom');
      },
    },
  ],
  [
    'a Proxy that throws',
    new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('boom');
        },
        getOwnPropertyDescriptor: () => {
          throw new Error('boom');
        },
      },
    ),
  ],
];

describe('a malformed call', () => {
  test.each([
    [
      'both names',
      { tool: { name: 'read' }, agent: { id: 'bot' } },
      { tool: 'read', agent: 'bot' },
    ],
    ['a tool alone', { tool: 'read', agent: 'bot' }, { tool: 'read' }],
    ['an agent alone', { tool: 7, agent: { id: 'bot' } }, { agent: 'bot' }],
    ['an agent of an odd name', { agent: { id: '\ud800\0' } }, { agent: '\ud800\0' }],
    ['an agent of a name too long', { agent: { id: 'b'.repeat(2_000) } }, {}],
  ])('A13: with %s is recorded with the names that it has', async (_, call, names) => {
    const { gate, store } = await gated(POLICY);
    const malformed: unknown = { ...call, param: 'none' };
    await gate.request(malformed as GatedCall);
    const [decided] = (await eventsOf(store)).filter(({ action }) => action === 'call.decided');
    const { tool, agent } = decided ?? {};
    expect({ ...(tool !== undefined && { tool }), ...(agent !== undefined && { agent }) }).toEqual(
      names,
    );
  });

  const cells = MALFORMED.flatMap(([name, call]) =>
    (['enforce', 'monitor'] as const).map((mode) => [name, mode, call] as const),
  );
  test.each(cells)('A13: %s, %s: is blocked, and recorded', async (_, mode, call) => {
    const { gate, store } = await gated(POLICY, { mode, failureMode: 'fail_open' });
    let ran = false;
    const error = await gate
      .withTool(call as GatedCall, () => {
        ran = true;
      })
      .catch((one: unknown) => one);
    expect(error).toMatchObject({
      name: 'BlockedError',
      code: 'gate/blocked',
      decision: { decision: 'block', errors: [{ code: 'call/malformed' }] },
    });
    expect(ran).toBe(false);
    await expect(gate.gate(call as GatedCall)).rejects.toMatchObject({ code: 'gate/blocked' });
    expect((await gate.request(call as GatedCall)).decision.decision).toBe('block');
    expect((await gate.canI(call as GatedCall)).decision).toBe('block');
    const decided = (await eventsOf(store)).filter(({ action }) => action === 'call.decided');
    expect(decided).toHaveLength(3);
    expect(decided[0]).toMatchObject({
      decision: 'block',
      policy_version: gate.policyVersion,
      details: { errors: ['call/malformed'] },
    });
  });
});
