import { describe, expect, test } from 'vitest';
import { StoreError } from '../../src/approvals/store.ts';
import * as approvals from '../../src/contract/endpoints/approvals.ts';
import * as decisions from '../../src/contract/endpoints/decisions.ts';
import * as halts from '../../src/contract/endpoints/halts.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { eventsOf } from '../approvals/gated.ts';
import { HELD, REFUND, runningServer } from './running-server.ts';

const decide = (call: unknown, more: object = {}) => ({ body: { call, ...more } });

describe('POST /v1/decisions', () => {
  test('I02: allows, blocks and holds, and records each decision in the name of the key', async () => {
    const server = await runningServer({ policy: HELD });
    const bot = await server.agent('bot');
    const allowed = await bot.ask(decisions.decide, decide({ tool: 'read' }));
    expect(allowed).toMatchObject({
      decision: { decision: 'allow', mode: 'enforce' },
      approval: null,
    });
    const blocked = await bot.ask(decisions.decide, decide({ tool: 'drop_table' }));
    expect(blocked).toMatchObject({ decision: { decision: 'block' }, approval: null });
    const held = await bot.ask(
      decisions.decide,
      decide({ ...REFUND, run: { id: 'r1', user: 'ann' } }),
    );
    expect(held).toMatchObject({
      decision: {
        decision: 'require_approval',
        policy_version: server.service.policy.version,
        rule: { kind: 'approval', file: 'policy.yaml', line: 2 },
        approval: { timeout_ms: 1_800_000, on_rejection: 'fail' },
      },
      approval: {
        status: 'pending',
        agent: 'bot',
        run: 'r1',
        param: { amount: 1290 },
        requesters: ['user:owner', 'user:ann'],
        created_at: '2026-01-05T09:00:00.000Z',
        deadline: '2026-01-05T09:30:00.000Z',
      },
    });
    const told = (await eventsOf(server.store)).filter(({ action }) => action === 'call.decided');
    expect(told.map(({ agent, decision }) => [agent, decision])).toEqual([
      ['bot', 'allow'],
      ['bot', 'block'],
      ['bot', 'require_approval'],
    ]);
  });

  test.each([
    ['names another agent', { id: 'other' }],
    ['names something that is no id', { id: 7 }],
    ['differs in case', { id: 'Bot' }],
  ])('I07: a call that %s is refused, and nothing is recorded', async (_, agent) => {
    const server = await runningServer({ policy: HELD });
    const bot = await server.agent('bot');
    const before = (await server.store.logHead()).seq;
    const given = decide({ ...REFUND, agent });
    expect((await bot.refused(decisions.decide, given)).code).toBe('auth/other-agent');
    expect((await bot.refused(decisions.check, given)).code).toBe('auth/other-agent');
    expect((await server.store.logHead()).seq).toBe(before);
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['no id', { name: 'Bot' }],
    ['an empty id', { id: '' }],
    ['its own id', { id: 'bot' }],
  ])('I07: an agent that says %s of itself is the one of its key', async (_, agent) => {
    const server = await runningServer({ policy: `agents: [bot]\n${HELD}` });
    const bot = await server.agent('bot');
    const { decision, approval } = await bot.ask(decisions.decide, decide({ ...REFUND, agent }));
    expect([decision.decision, approval?.agent]).toEqual(['require_approval', 'bot']);
  });

  test.each([
    ['no tool', { tool: '' }, 'the call names no tool'],
    ['digits that are lost', { tool: 'read', param: { id: 2 ** 53 } }, 'has lost digits'],
    ['a run that is no text', { tool: 'read', run: { id: 1 } }, '`run.id` is not text'],
  ])('I02: a malformed call with %s is blocked and recorded', async (_, call, message) => {
    const server = await runningServer({ policy: HELD });
    const bot = await server.agent('bot');
    const { decision, approval } = await bot.ask(decisions.decide, decide(call));
    expect(approval).toBeNull();
    expect(decision).toMatchObject({ decision: 'block', errors: [{ code: 'call/malformed' }] });
    expect(decision.errors[0]?.message).toContain(message);
    const last = (await eventsOf(server.store)).at(-1);
    expect(last).toMatchObject({ action: 'call.decided', agent: 'bot', decision: 'block' });
  });

  test('A10: what is null is absent: of the tool, of the call, of the arguments', async () => {
    const server = await runningServer({ policy: HELD });
    const bot = await server.agent('bot');
    const bare = await bot.ask(decisions.decide, decide({ tool: 'refund' }));
    const nulls = await bot.ask(
      decisions.decide,
      decide({
        tool: { name: 'refund', server: null, risk_level: null, annotations: null },
        param: null,
        context: null,
      }),
    );
    expect(nulls.approval?.digest).toBe(bare.approval?.digest);
  });

  test('A10: no argument is left out without a word', async () => {
    const server = await runningServer({ policy: HELD });
    const bot = await server.agent('bot');
    const param = '{"__proto__":{"amount":1},"deep":{"__proto__":2}}';
    const response = await bot.rawText(
      decisions.decide,
      `{"call":{"tool":"refund","param":${param}}}`,
    );
    expect(response.status).toBe(200);
    expect(await response.text()).toContain(`"param":${param}`);
  });

  test('P06: `risk_level` of the tool is what conditions see', async () => {
    const policy = 'block:\n  when: tool.risk_level == "high"\n';
    const server = await runningServer({ policy });
    const bot = await server.agent('bot');
    const told = async (risk_level: string) => {
      const given = decide({ tool: { name: 'pay', risk_level } });
      return (await bot.ask(decisions.decide, given)).decision.decision;
    };
    expect([await told('high'), await told('low')]).toEqual(['block', 'allow']);
  });

  test('A15: the same idempotency key gives the same request, and another call a conflict', async () => {
    const server = await runningServer({ policy: HELD });
    const bot = await server.agent('bot');
    const headers = { 'idempotency-key': 'job-7' };
    const one = await bot.ask(decisions.decide, { ...decide(REFUND), headers });
    const again = await bot.ask(decisions.decide, { ...decide(REFUND), headers });
    expect(again.approval?.id).toBe(one.approval?.id);
    const other = decide({ ...REFUND, param: { amount: 1 } });
    const refused = await bot.refused(decisions.decide, { ...other, headers });
    expect(refused).toMatchObject({
      code: 'approval/idempotency-conflict',
      status: 409,
      approval_id: one.approval?.id,
    });
    const elsewhere = await (await server.agent('bot-2')).ask(decisions.decide, {
      ...decide(REFUND),
      headers,
    });
    expect(elsewhere.approval?.id).not.toBe(one.approval?.id);
    const spaces = await bot.refused(decisions.decide, {
      ...decide(REFUND),
      headers: { 'idempotency-key': 'ü' },
    });
    expect(spaces.code).toBe('request/malformed');
  });

  test('A13: a store that fails is a 503, and never a decision', async () => {
    const store = openMemoryStore();
    const server = await runningServer({ policy: HELD, store });
    const bot = await server.agent('bot');
    store.write = async () => {
      throw new StoreError('store/unavailable', 'the disk is gone');
    };
    for (const tool of ['read', 'drop_table', 'refund']) {
      const refused = await bot.refused(decisions.decide, decide({ tool }));
      expect(refused).toMatchObject({ status: 503, code: 'unavailable' });
      expect(refused.detail).not.toContain('disk');
    }
  });

  test('A11: several held calls of one run are requests of their own', async () => {
    const server = await runningServer({ policy: HELD });
    const bot = await server.agent('bot');
    const boss = await server.person('boss', 'approver');
    const call = { ...REFUND, run: { id: 'r1' } };
    const [one, two] = [
      await bot.ask(decisions.decide, decide(call)),
      await bot.ask(decisions.decide, decide(call)),
    ];
    await boss.ask(approvals.approve, { params: { id: one.approval?.id ?? '' }, body: {} });
    const shown = await bot.ask(approvals.showApproval, { params: { id: two.approval?.id ?? '' } });
    expect(shown.status).toBe('pending');
  });
});

describe('a dry run', () => {
  test('P11: says what would be decided, to everybody, and records nothing', async () => {
    const server = await runningServer({ policy: `agents: [bot]\n${HELD}` });
    const [bot, eye] = [await server.agent('bot'), await server.person('eye', 'viewer')];
    const before = (await server.store.logHead()).seq;
    const told = await Promise.all([
      bot.ask(decisions.check, decide(REFUND)),
      eye.ask(decisions.check, decide({ ...REFUND, agent: { id: 'bot' } })),
      eye.ask(decisions.check, decide({ ...REFUND, agent: { id: 'other' } })),
      bot.ask(decisions.checkByQuery, { query: { tool: 'refund', param: '{"amount":1}' } }),
      eye.ask(decisions.checkByQuery, { query: { tool: 'drop_it', agent: 'bot' } }),
      eye.ask(decisions.check, decide({ tool: '' })),
    ]);
    expect(told.map(({ decision }) => decision.decision)).toEqual([
      'require_approval',
      'require_approval',
      'allow',
      'require_approval',
      'block',
      'block',
    ]);
    expect((await server.store.logHead()).seq).toBe(before);
    expect(await server.store.list({}, 10)).toEqual([]);
  });

  test.each(['{', '[]', 'null', '7'])(
    'P11: arguments in the query that are `%s` are refused',
    async (param) => {
      const server = await runningServer({ policy: HELD });
      const eye = await server.person('eye', 'viewer');
      const refused = await eye.refused(decisions.checkByQuery, {
        query: { tool: 'refund', param },
      });
      expect(refused).toMatchObject({
        code: 'request/malformed',
        errors: [{ path: '/query/param' }],
      });
    },
  );

  test('P16: explains with every rule and the value of each part', async () => {
    const policy = 'approval:\n  tools:\n    - refund: param.amount > 1000\n';
    const server = await runningServer({ policy });
    const eye = await server.person('eye', 'viewer');
    const { decision } = await eye.ask(decisions.check, decide(REFUND, { explain: true }));
    expect(decision).toMatchObject({ decision: 'require_approval' });
    expect(JSON.stringify(decision)).toContain('"value":"1290"');
  });

  test('A12: a halt blocks the dry run as it blocks the call, explained or not', async () => {
    const server = await runningServer({ policy: HELD });
    const bot = await server.agent('bot');
    const root = await server.person('root', 'admin');
    await root.ask(halts.halt, { body: { agent: 'bot', reason: 'odd' } });
    for (const explain of [false, true]) {
      const { decision } = await bot.ask(decisions.check, decide({ tool: 'read' }, { explain }));
      expect(decision).toMatchObject({ decision: 'block', halted: true });
    }
    const { decision, approval } = await bot.ask(decisions.decide, decide(REFUND));
    expect([decision.decision, decision.halted, approval]).toEqual(['block', true, null]);
  });
});
