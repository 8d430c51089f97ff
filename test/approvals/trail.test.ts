import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { eventsOf, gated, pendingId } from './gated.ts';

const POLICY = `
approval:
  tools:
    - pay: param.amount > 1000
  approvers: ["user:alice", "group:finance"]
  message: "Payment of {{ param.amount }}."
  timeout: 1h
  escalate: { after: 10m, to: ["group:leads"] }
block:
  tools: [drop]
  message: "Never."
redact: ["param.iban"]
`;
const call = {
  tool: { name: 'pay', server: 'bank' },
  param: { amount: 5_000, iban: 'DE89370400440532013000' },
  agent: { id: 'order-agent' },
  run: { id: 'run-1', user: 'rita' },
};
const alice = { user: 'alice' };

const isoAt = (clock: { readonly now: () => number }): string =>
  new Date(clock.now()).toISOString();

describe('the audit log', () => {
  test('U01, U02, U04: tells the story of an approved call, with all of its fields', async () => {
    const { gate, store, clock } = await gated(POLICY);
    const running = gate.withTool(call, () => 'paid');
    const id = await pendingId(gate);
    const asked = isoAt(clock);
    const digest = (await store.request(id))?.captured.digest ?? '';
    clock.advance(90_000);
    const voted = isoAt(clock);
    await gate.approvals.approve(id, { by: alice, reason: 'known supplier' });
    await running;
    const events = (await eventsOf(store)).filter(({ run }) => run === 'run-1');
    const common = {
      run: 'run-1',
      agent: 'order-agent',
      tool: 'pay',
      server: 'bank',
      digest: `hmac-sha256:${createHmac('sha256', Buffer.from(store.identity.digestKey, 'base64')).update(digest).digest('hex')}`,
      param: { amount: 5_000, iban: expect.not.stringContaining('DE89') },
      policy_version: gate.policyVersion,
      rule: {
        policy: 'a',
        kind: 'approval',
        pattern: 'pay',
        condition: 'param.amount > 1000',
        file: 'a.yaml',
        line: 4,
        column: expect.any(Number),
      },
    };
    const ofRequest = { ...common, request: id };
    const person = { person: 'user:alice', reason: 'known supplier' };
    expect(events).toEqual([
      {
        ...ofRequest,
        action: 'call.decided',
        at: asked,
        decision: 'require_approval',
        reason: 'Payment of 5000.',
      },
      {
        ...ofRequest,
        action: 'approval.requested',
        at: asked,
        reason: 'Payment of 5000.',
        details: { deadline: new Date(Date.parse(asked) + 3_600_000).toISOString() },
      },
      {
        ...ofRequest,
        ...person,
        action: 'approval.voted',
        at: voted,
        decision: 'approve',
        via: 'gate',
      },
      {
        ...ofRequest,
        ...person,
        action: 'approval.approved',
        at: voted,
        decision: 'approved',
        wait_ms: 90_000,
        details: { code: 'approved_by_vote' },
      },
      { ...ofRequest, action: 'execution.claimed', at: voted },
      {
        ...ofRequest,
        action: 'execution.succeeded',
        at: voted,
        details: { outcome: 'succeeded', ran_ms: 0 },
      },
    ]);
  });

  test('U01, U02: every decision is recorded, whatever it is', async () => {
    const { gate, store } = await gated(POLICY);
    const { run, agent } = call;
    await gate.withTool({ tool: 'pay', param: { amount: 1 }, run, agent }, () => {});
    await gate.withTool({ tool: 'drop', run, agent }, () => {}).catch(() => {});
    await gate
      .withTool({ tool: 'pay', run, agent, param: {}, approvalTimeoutMs: 1 }, () => {})
      .catch(() => {});
    await gate.canI({ tool: 'drop', run });
    const events = (await eventsOf(store)).filter(({ action }) => action === 'call.decided');
    expect(events).toMatchObject([
      { tool: 'pay', decision: 'allow', agent: 'order-agent', run: 'run-1' },
      { tool: 'drop', decision: 'block', reason: 'Never.', rule: { kind: 'block' } },
      {
        tool: 'pay',
        decision: 'require_approval',
        details: { errors: expect.arrayContaining(['condition/no-such-field']) },
      },
    ]);
    expect(events[0]).not.toHaveProperty('request');
    expect(events[1]).not.toHaveProperty('request');
  });

  type Story = readonly [
    string,
    (all: Awaited<ReturnType<typeof gated>> & { readonly id: string }) => Promise<unknown>,
    readonly Readonly<Record<string, unknown>>[],
  ];
  const stories: readonly Story[] = [
    [
      'a rejection',
      ({ gate, id }) => gate.approvals.reject(id, { by: alice, reason: 'no' }),
      [
        { action: 'approval.voted', person: 'user:alice', decision: 'reject', reason: 'no' },
        { action: 'approval.rejected', person: 'user:alice', reason: 'no', wait_ms: 0 },
      ],
    ],
    [
      'an expiry after an escalation',
      async ({ gate, id, clock }) => {
        clock.advance(600_000);
        await gate.approvals.reject(id, { by: { user: 'eve' } }).catch(() => {});
        clock.advance(3_000_000);
        return gate.approvals.reject(id, { by: alice }).catch(() => {});
      },
      [
        { action: 'approval.escalated', details: { after_ms: 600_000, to: ['group:leads'] } },
        {
          action: 'approval.expired',
          decision: 'expired',
          reason: 'approval_timeout',
          wait_ms: 3_600_000,
          details: { code: 'approval_timeout' },
        },
      ],
    ],
    [
      'a cancellation',
      ({ gate, id }) => gate.approvals.cancel(id, { by: { user: 'olga' }, reason: 'mistake' }),
      [
        {
          action: 'approval.cancelled',
          person: 'user:olga',
          reason: 'mistake',
          details: { code: 'withdrawn' },
        },
      ],
    ],
    [
      'a failure',
      async ({ gate, id }) => {
        await gate.approvals.approve(id, { by: alice });
        await gate.approvals.claim(id, call);
        await gate.approvals.report(id, { outcome: 'failed', error: 'boom' });
      },
      [
        { action: 'approval.voted' },
        { action: 'approval.approved' },
        { action: 'execution.claimed' },
        { action: 'execution.failed', details: { outcome: 'failed', error: 'boom' } },
      ],
    ],
    [
      'an approval that nobody claims',
      async ({ gate, id, clock }) => {
        await gate.approvals.approve(id, { by: alice });
        clock.advance(3_600_000);
        await gate.approvals.claim(id, call).catch(() => {});
      },
      [
        { action: 'approval.voted' },
        { action: 'approval.approved' },
        { action: 'execution.void', reason: 'nobody claimed the approved call in time' },
      ],
    ],
  ];
  test.each(stories)('U01, U02: %s', async (_, story, told) => {
    const all = await gated(POLICY);
    const id = (await all.gate.request(call)).approval?.id ?? '';
    const before = (await eventsOf(all.store)).length;
    await story({ ...all, id });
    const events = (await eventsOf(all.store)).slice(before);
    expect(events).toMatchObject(told);
    expect(events).toHaveLength(told.length);
    for (const event of events) {
      expect(event).toMatchObject({
        request: id,
        run: 'run-1',
        agent: 'order-agent',
        tool: 'pay',
        digest: expect.stringMatching(/^hmac-sha256:[0-9a-f]{64}$/),
        param: { amount: 5_000 },
        policy_version: all.gate.policyVersion,
      });
      expect(JSON.stringify(event)).not.toContain('DE8937');
    }
  });

  test('U01: what is refused is no part of it', async () => {
    const { gate, store } = await gated(POLICY);
    const id = (await gate.request(call)).approval?.id ?? '';
    const before = await eventsOf(store);
    await gate.approvals.approve(id, { by: { user: 'eve' } }).catch(() => {});
    await gate.approvals.claim(id, call).catch(() => {});
    await gate.approvals.get(id);
    await gate.canI(call);
    expect(await eventsOf(store)).toEqual(before);
  });

  test('U01: a policy that comes into force, with what it changes', async () => {
    const { store, gate } = await gated(POLICY);
    expect((await eventsOf(store))[1]).toMatchObject({
      action: 'policy.activated',
      policy_version: gate.policyVersion,
      details: { documents: ['a.yaml'], resolved: 0 },
    });
  });
});
