import { expect, test } from 'vitest';
import { decide, recordLate } from '../../src/contract/endpoints/decisions.ts';
import * as halts from '../../src/contract/endpoints/halts.ts';
import { eventsOf } from '../approvals/gated.ts';
import { HELD, REFUND, runningServer } from './running-server.ts';

const AT = '2026-01-05T08:59:00.000Z';
const late = (...calls: readonly object[]) => ({ calls: calls.map((call) => ({ call, at: AT })) });

test('A13: each call that ran undecided is in the log as one, with what is decided of it', async () => {
  const server = await runningServer({ policy: HELD });
  const bot = await server.agent('bot');
  const lost = { tool: 'read', param: { id: 2 ** 53 } };
  const body = late({ tool: 'read' }, REFUND, { tool: 'drop_table' }, lost);
  expect(await bot.ask(recordLate, { body })).toEqual({ recorded: 4 });
  const told = (await eventsOf(server.store)).filter(({ action }) => action === 'call.decided');
  expect(told).toMatchObject([
    { tool: 'read', decision: 'allow' },
    { tool: REFUND.tool, decision: 'require_approval' },
    { tool: 'drop_table', decision: 'block' },
    { tool: 'read', decision: 'block', details: { errors: ['call/malformed'] } },
  ]);
  for (const event of told) {
    expect(event).toMatchObject({ agent: 'bot', details: { late: true, ran_at: AT } });
    expect(event).not.toHaveProperty('request');
  }
  expect(await server.store.list({}, 10)).toEqual([]);
});

test('A12: what a halt stops is blocked there as well', async () => {
  const server = await runningServer({ policy: HELD });
  const [bot, root] = [await server.agent('bot'), await server.person('root', 'admin')];
  await root.ask(halts.halt, { body: { agent: 'bot' } });
  await bot.ask(recordLate, { body: late({ tool: 'read' }) });
  expect((await eventsOf(server.store)).at(-1)).toMatchObject({
    decision: 'block',
    details: { late: true, halted: true },
  });
});

test('I07: calls of which one is in the name of another agent are refused whole', async () => {
  const server = await runningServer({ policy: HELD });
  const bot = await server.agent('bot');
  const { seq } = await server.store.logHead();
  const body = late({ tool: 'read' }, { tool: 'read', agent: { id: 'other' } });
  expect((await bot.refused(recordLate, { body })).code).toBe('auth/other-agent');
  expect((await server.store.logHead()).seq).toBe(seq);
  // the key itself may be used
  await bot.ask(decide, { body: { call: { tool: 'read' } } });
  expect((await server.store.logHead()).seq).toBe(seq + 1);
});
