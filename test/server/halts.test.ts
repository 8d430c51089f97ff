import { describe, expect, test } from 'vitest';
import { LONGEST_HALT_REASON, MOST_HALTS } from '../../src/approvals/halt.ts';
import * as approvals from '../../src/contract/endpoints/approvals.ts';
import * as decisions from '../../src/contract/endpoints/decisions.ts';
import * as halts from '../../src/contract/endpoints/halts.ts';
import { eventsOf } from '../approvals/gated.ts';
import { newPath, openAt } from '../storage/sqlite-place.ts';
import { HELD, REFUND, runningServer } from './running-server.ts';

describe('halts', () => {
  test.each(['memory', 'sqlite'])(
    'A12: an agent, or everything, is halted and goes on again (%s)',
    async (kind) => {
      const server = await runningServer({
        policy: HELD,
        ...(kind === 'sqlite' && { store: await openAt(newPath()) }),
      });
      const [bot, other] = [await server.agent('bot'), await server.agent('other')];
      const [root, eye] = [
        await server.person('root', 'admin'),
        await server.person('eye', 'viewer'),
      ];
      const told = async () =>
        Promise.all(
          [bot, other].map(async (agent) => {
            const { decision } = await agent.ask(decisions.decide, {
              body: { call: { tool: 'read' } },
            });
            return decision.decision;
          }),
        );
      const one = { agent: 'bot', by: 'user:root', reason: 'odd', at: '2026-01-05T09:00:00.000Z' };
      expect(await root.ask(halts.halt, { body: { agent: 'bot', reason: 'odd' } })).toEqual({
        halts: [one],
        cancelled: 0,
      });
      expect(await told()).toEqual(['block', 'allow']);
      expect(await eye.ask(halts.listHalts)).toEqual({ halts: [one] });
      const all = { ...one, agent: null, reason: null };
      await root.ask(halts.halt, { body: { agent: null } });
      expect(await told()).toEqual(['block', 'block']);
      expect(await root.ask(halts.resume, { body: { agent: 'bot' } })).toEqual({ halts: [all] });
      expect(await told()).toEqual(['block', 'block']);
      expect(await root.ask(halts.resume, { body: { agent: null, reason: 'found it' } })).toEqual({
        halts: [],
      });
      expect(await told()).toEqual(['allow', 'allow']);
      const events = (await eventsOf(server.store)).filter(({ action }) =>
        String(action).startsWith('halt.'),
      );
      expect(events.map(({ action, person, via }) => [action, person, via])).toEqual([
        ['halt.set', 'user:root', 'key'],
        ['halt.set', 'user:root', 'key'],
        ['halt.lifted', 'user:root', 'key'],
        ['halt.lifted', 'user:root', 'key'],
      ]);
    },
  );

  test('A12: what waits is withdrawn where that is asked for, and waiting callers go on', async () => {
    const server = await runningServer({ policy: HELD });
    const [bot, other] = [await server.agent('bot'), await server.agent('other')];
    const root = await server.person('root', 'admin');
    const hold = async (agent: typeof bot) =>
      (await agent.ask(decisions.decide, { body: { call: REFUND } })).approval?.id ?? '';
    const [mine, theirs] = [await hold(bot), await hold(other)];
    const waiting = bot.ask(approvals.waitForApproval, { params: { id: mine } });
    const body = { agent: 'bot', cancel_pending: true };
    expect(await root.ask(halts.halt, { body })).toMatchObject({ cancelled: 1 });
    expect(await waiting).toMatchObject({
      status: 'cancelled',
      resolution: { resolved_by: 'user:root' },
    });
    const shown = await other.ask(approvals.showApproval, { params: { id: theirs } });
    expect(shown.status).toBe('pending');
  });

  test('I07: only an administrator halts, and lifts halts', async () => {
    const server = await runningServer({ policy: HELD });
    const bot = await server.agent('bot');
    const people = [await server.person('eye', 'viewer'), await server.person('boss', 'approver')];
    for (const who of [bot, ...people]) {
      for (const endpoint of [halts.halt, halts.resume]) {
        const refused = await who.refused(endpoint, { body: { agent: null } });
        expect(refused.code).toBe('auth/forbidden');
      }
    }
    expect((await bot.refused(halts.listHalts)).code).toBe('auth/forbidden');
    expect(await server.store.halts()).toEqual([]);
  });

  test('A12: what is not halted cannot go on, and there is an end to single halts', async () => {
    const server = await runningServer({ policy: HELD });
    const root = await server.person('root', 'admin');
    expect((await root.refused(halts.resume, { body: { agent: 'bot' } })).code).toBe('not-found');
    const wordy = { agent: 'bot', reason: 'x'.repeat(LONGEST_HALT_REASON + 1) };
    expect((await root.refused(halts.halt, { body: wordy })).code).toBe('request/malformed');
    const many = Array.from({ length: MOST_HALTS }, (_, index) => ({
      agent: `bot-${index}`,
      by: 'user:root',
      reason: null,
      at: 0,
    }));
    await server.store.write(async (tx) => tx.setHalts(many));
    expect((await root.refused(halts.halt, { body: { agent: 'bot' } })).code).toBe('conflict');
    const { halts: all } = await root.ask(halts.halt, { body: { agent: null } });
    expect(all).toHaveLength(MOST_HALTS + 1);
  });

  test.each(['bot ', ' bot', 'bo\u200bt', 'bot\ufeff'])(
    'A12: %j looks like an agent, and a halt of it would stop nobody: it is refused',
    async (agent) => {
      const server = await runningServer({ policy: HELD });
      const root = await server.person('root', 'admin');
      const refused = await root.refused(halts.halt, { body: { agent } });
      expect(refused.code).toBe('request/malformed');
      expect(await root.ask(halts.listHalts)).toEqual({ halts: [] });
    },
  );
});
