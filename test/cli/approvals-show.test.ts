import { userInfo } from 'node:os';
import { describe, expect, test } from 'vitest';
import { compiled } from '../support/compiled.ts';
import { openOffice } from './approvals-office.ts';

const ME = `filesystem:${userInfo().username}`;
const LONG = 'x'.repeat(5_000);
const CALL = {
  tool: 'orders.refund',
  param: { amount: 1290, password: 'hunter2', note: `${LONG}\u202e` },
  agent: { id: 'order-agent' },
  run: { id: 'run-1', user: 'rita@example.com' },
};
const POLICY = `
name: order-manager
approval:
  tools:
    - orders.refund: param.amount > 1000
  message: "Refund of {{ param.amount }} needs a manager"
  timeout: 1h
  on_rejection: continue
  approvers: ["group:finance"]
  quorum: 2
`;

describe('assent approvals show', () => {
  test('I03, A10: everything that a reviewer needs, the arguments whole', async () => {
    const { assent, request, gate } = await openOffice(POLICY);
    const id = await request(CALL);
    const by = { user: 'alice@example.com', groups: ['finance'] };
    await gate.approvals.approve(id, { by, reason: 'looks right' });
    const { code, out, err } = await assent('approvals', 'show', id);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { policyVersion } = gate;
    for (const line of [
      'pending orders.refund',
      `  id        ${id}`,
      '  agent     order-agent',
      '  run       run-1',
      '  for       user:rita@example.com',
      '  else      the call is refused and the agent continues (`on_rejection: continue`)',
      '  rule      order-manager: approval of orders.refund when param.amount > 1000',
      '  at        order-manager.yaml:5:7',
      '  message   Refund of 1290 needs a manager',
      `  policy    ${policyVersion}`,
      '  approvals 1 of 2 of group:finance: user:alice@example.com',
      '  "amount": 1290,',
      `  "note": "${LONG}\\u202e"`,
    ]) {
      expect(out.split('\n')).toContain(line);
    }
    expect(out).toMatch(
      / {2}votes {5}approve by user:alice@example\.com via gate at \S+Z: looks right\n/,
    );
    expect(out).toMatch(/ {2}deadline {2}\S+Z \(in (1h|59m \d+s)\)\n/);
    expect(out).not.toContain('hunter2');
  });

  test('I03: how it was resolved, and what became of the call', async () => {
    const { assent, gate } = await openOffice('approval: { tools: [orders.*] }');
    const running = gate.withTool(CALL, () => 'done');
    await expect.poll(() => gate.approvals.list()).toHaveLength(1);
    const id = (await gate.approvals.list())[0]?.id ?? '';
    await assent('approvals', 'approve', id, '--reason', 'fine');
    await running;
    const { out } = await assent('approvals', 'show', id);
    expect(out).toMatch(/^approved orders\.refund\n/);
    expect(out).toMatch(
      new RegExp(`  resolved  approved by ${ME} at \\S+Z \\(approved_by_vote\\): fine\n`),
    );
    expect(out).toMatch(/ {2}execution succeeded, claimed at \S+Z, succeeded at \S+Z\n/);
  });

  test('A14: arguments that were not handed over are marked', async () => {
    const { assent, gate } = await openOffice('approval: { tools: [orders.*] }');
    const running = gate.withTool({ tool: 'orders.refund' }, () => 'done');
    await expect.poll(() => gate.approvals.list()).toHaveLength(1);
    const id = (await gate.approvals.list())[0]?.id ?? '';
    expect((await assent('approvals', 'show', id)).out).toContain(
      '  unbound   the arguments were not handed over: what will run may be something else',
    );
    expect((await assent('approvals', 'list')).out).toContain('  unbound: the arguments');
    await assent('approvals', 'approve', id);
    await running;
  });

  test('A08: a request that is held against a policy that allows it says so', async () => {
    const held = 'on_policy_change: hold\napproval: { tools: [orders.*] }\n';
    const { assent, request, store } = await openOffice(held);
    const id = await request(CALL);
    const { createGate } = await import('../../src/approvals/index.ts');
    const relaxed = compiled('approval: { tools: [other] }');
    await (await createGate({ policies: relaxed, store })).close();
    const { out } = await assent('approvals', 'show', id);
    expect(out).toContain(`  held      ${relaxed.version} would allow the call,\n`);
    const json = JSON.parse((await assent('approvals', 'show', id, '--json')).out);
    expect(json.ruling.held_against).toBe(relaxed.version);
  });

  test('U01: --reveal shows the arguments without redaction, and the log says to whom', async () => {
    const { assent, request } = await openOffice('approval: { tools: [orders.*] }');
    const id = await request(CALL);
    const { code, out } = await assent('approvals', 'show', id, '--reveal');
    expect(code).toBe(0);
    expect(out).toContain('  "password": "hunter2",\n');
    expect(out).toContain(`the audit log says that ${ME} saw them`);
    const json = JSON.parse((await assent('approvals', 'show', id, '--reveal', '--json')).out);
    expect(json).toMatchObject({ param: CALL.param, revealed: true });
    const log = await assent('audit', 'list', '--request', id, '--action', 'approval.revealed');
    expect(log.out.trimEnd().split('\n')).toHaveLength(2);
    expect(log.out).toContain(`${ME} via cli`);
    expect(log.out).not.toContain('hunter2');
  });

  test('A06: --reveal is refused to whoever may not decide', async () => {
    const { assent, request } = await openOffice(POLICY);
    const id = await request(CALL);
    const { code, out, err } = await assent('approvals', 'show', id, '--reveal');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('the policy names `group:finance`');
    expect((await assent('audit', 'list', '--action', 'approval.revealed')).out).toBe(
      'no such entry\n',
    );
  });

  test('I03: --json keeps the keys of the arguments as they are', async () => {
    const { assent, request } = await openOffice('approval: { tools: [orders.*] }');
    const id = await request({ tool: 'orders.refund', param: { orderId: 1, nested: { aB: 2 } } });
    const { out } = await assent('approvals', 'show', id, '--json');
    const shown = JSON.parse(out);
    expect(Object.keys(shown)).toEqual([
      'id',
      'status',
      'tool',
      'server',
      'agent',
      'run',
      'param',
      'unbound',
      'digest',
      'created_at',
      'deadline',
      'ruling',
      'on_rejection',
      'allow_self_approval',
      'requesters',
      'requirements',
      'votes',
      'resolution',
      'execution',
      'revealed',
    ]);
    expect(shown.param).toEqual({ orderId: 1, nested: { aB: 2 } });
    expect(shown.created_at).toMatch(/^\d{4}-.*Z$/);
    expect(shown).toMatchObject({ resolution: null, execution: { status: 'waiting' } });
  });
});
