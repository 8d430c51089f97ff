import { expect, test } from 'vitest';
import * as approvals from '../../src/contract/endpoints/approvals.ts';
import * as audit from '../../src/contract/endpoints/audit.ts';
import * as decisions from '../../src/contract/endpoints/decisions.ts';
import { newPath, openAt } from '../storage/sqlite-place.ts';
import { type Caller, HELD, runningServer } from './running-server.ts';

const decide = async (agent: Caller, tool: string, run: string, param = {}): Promise<string> => {
  const body = { call: { tool, param, run: { id: run } } };
  return (await agent.ask(decisions.decide, { body })).approval?.id ?? '';
};

test('U04: a run is its calls in order, with who decided them and how long they waited', async () => {
  const server = await runningServer({ policy: HELD, store: await openAt(newPath()) });
  const [bot, boss] = [await server.agent('bot'), await server.person('boss', 'approver')];
  const eye = await server.person('eye', 'viewer');
  await decide(bot, 'read', 'r1');
  const held = await decide(bot, 'refund', 'r1', { amount: 1290, password: 'hunter2' });
  await decide(bot, 'drop_table', 'r1');
  await decide(bot, 'read', 'r2');
  const waits = await decide(bot, 'refund', 'r1');
  server.clock.advance(90_000);
  await boss.ask(approvals.approve, { params: { id: held }, body: { reason: 'fine' } });
  const run = await eye.ask(audit.showRun, { params: { id: 'r1' } });
  const at = '2026-01-05T09:00:00.000Z';
  const all = { at, agent: 'bot', policy_version: server.service.policy.version };
  expect(run).toMatchObject({
    run: 'r1',
    calls: [
      { ...all, tool: 'read', decision: 'allow', rule: null, approval: null },
      {
        ...all,
        tool: 'refund',
        decision: 'require_approval',
        rule: { kind: 'approval' },
        param: { amount: 1290 },
        approval: {
          id: held,
          status: 'approved',
          resolved_by: 'user:boss',
          reason: 'fine',
          wait_ms: 90_000,
          execution: 'unclaimed',
        },
      },
      { ...all, tool: 'drop_table', decision: 'block', rule: { kind: 'block' } },
      {
        ...all,
        tool: 'refund',
        approval: { id: waits, status: 'pending', resolved_by: null, wait_ms: null },
      },
    ],
    next: null,
  });
  expect(JSON.stringify(run)).not.toContain('hunter2');
});

test('U04: pages of a run give every call once', async () => {
  const server = await runningServer({ policy: HELD });
  const [bot, eye] = [await server.agent('bot'), await server.person('eye', 'viewer')];
  for (let count = 0; count < 7; count += 1) await decide(bot, `tool_${count}`, 'r1');
  for (const limit of ['1', '3', '7', '500']) {
    const seen: (string | null)[] = [];
    let after: string | undefined;
    for (;;) {
      const query = { limit, ...(after !== undefined && { after }) };
      const page = await eye.ask(audit.showRun, { params: { id: 'r1' }, query });
      expect(page.calls.length).toBeLessThanOrEqual(Number(limit));
      seen.push(...page.calls.map(({ tool }) => tool));
      if (page.next === null) break;
      after = String(page.next);
    }
    expect(seen).toEqual(Array.from({ length: 7 }, (_, count) => `tool_${count}`));
  }
});

test('U04: a run with a strange name is found, and one that is not there is empty', async () => {
  const server = await runningServer({ policy: HELD, store: await openAt(newPath()) });
  const [bot, eye] = [await server.agent('bot'), await server.person('eye', 'viewer')];
  const name = 'a/b?c=\u0000 ü%2F';
  await decide(bot, 'read', name);
  const found = await eye.ask(audit.showRun, { params: { id: name } });
  expect(found).toMatchObject({ run: name, calls: [{ tool: 'read' }] });
  const none = await eye.ask(audit.showRun, { params: { id: 'none' } });
  expect(none).toEqual({ run: 'none', calls: [], next: null });
  expect((await bot.refused(audit.showRun, { params: { id: name } })).code).toBe('auth/forbidden');
});
