import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as approvals from '../../src/contract/endpoints/approvals.ts';
import * as decisions from '../../src/contract/endpoints/decisions.ts';
import * as halts from '../../src/contract/endpoints/halts.ts';
import { eventsOf } from '../approvals/gated.ts';
import { newPath, openAt } from '../storage/sqlite-place.ts';
import { type Caller, HELD, REFUND, runningServer } from './running-server.ts';

/** Asks for a refund that is held, and gives the request's id. */
async function hold(agent: Caller, more: object = {}): Promise<string> {
  const { approval } = await agent.ask(decisions.decide, {
    body: { call: { ...REFUND, ...more } },
  });
  if (approval === null) throw new Error('the call was not held');
  return approval.id;
}

const of = (id: string, body?: object) => ({
  params: { id },
  ...(body !== undefined && { body }),
});

describe('whose requests are whose', () => {
  test('I07: to an agent, those of others are not there, whatever it asks of them', async () => {
    const server = await runningServer({ policy: HELD });
    const [bot, other] = [await server.agent('bot'), await server.agent('other')];
    const id = await hold(bot);
    const claim_id = `clm_${'0'.repeat(32)}`;
    const asked: [Parameters<Caller['refused']>[0], object?][] = [
      [approvals.showApproval],
      [approvals.waitForApproval],
      [approvals.cancel, {}],
      [approvals.claim, { call: REFUND }],
      [approvals.renew, { claim_id }],
      [approvals.reportOutcome, { claim_id, outcome: 'succeeded' }],
    ];
    for (const [endpoint, body] of asked) {
      const [real, none] = [
        await other.refused(endpoint, of(id, body)),
        await other.refused(endpoint, of('apr_none', body)),
      ];
      // nothing tells a request of somebody else from one that is not there
      expect({ ...real, detail: '', approval_id: '' }).toEqual({
        ...none,
        detail: '',
        approval_id: '',
      });
      expect(real.code).toBe('approval/not-found');
      expect(real.detail.replace(id, 'apr_none')).toBe(none.detail);
    }
    expect((await bot.ask(approvals.showApproval, of(id))).status).toBe('pending');
  });

  test.each(['\u0000', 'a b', 'ü', '\n'])('I02: %j is no id, for no store', async (id) => {
    const server = await runningServer({ policy: HELD });
    const boss = await server.person('boss', 'approver');
    const told = [
      await boss.refused(approvals.showApproval, of(id)),
      await boss.refused(approvals.approve, of(id, {})),
      await boss.refused(approvals.approveMany, { body: { ids: [id] } }),
      await boss.refused(approvals.listApprovals, { query: { before: id } }),
    ];
    expect(told.map(({ code }) => code)).toEqual(told.map(() => 'request/malformed'));
  });

  test('I07: an agent lists its own alone; people list everything', async () => {
    const server = await runningServer({ policy: HELD });
    const [bot, other] = [await server.agent('bot'), await server.agent('other')];
    const eye = await server.person('eye', 'viewer');
    const [first, second, third] = [await hold(bot), await hold(other), await hold(bot)];
    const ids = async (who: Caller, query: Record<string, string> = {}) =>
      (await who.ask(approvals.listApprovals, { query })).approvals.map(({ id }) => id);
    expect(await ids(bot)).toEqual([third, first]);
    expect(await ids(bot, { agent: 'bot' })).toEqual([third, first]);
    expect(await ids(bot, { agent: 'other' })).toEqual([]);
    expect(await ids(eye)).toEqual([third, second, first]);
    expect(await ids(eye, { agent: 'other' })).toEqual([second]);
    expect(await ids(eye, { status: 'approved' })).toEqual([]);
    expect(await ids(eye, { tool: 'refund', before: second })).toEqual([first]);
  });

  test('I02: pages of a list go on where the one before ended', async () => {
    const server = await runningServer({ policy: HELD });
    const bot = await server.agent('bot');
    const made = [await hold(bot), await hold(bot), await hold(bot)];
    const seen: string[] = [];
    let query: Record<string, string> = { limit: '2' };
    for (;;) {
      const page = await bot.ask(approvals.listApprovals, { query });
      seen.push(...page.approvals.map(({ id }) => id));
      if (page.next === null) break;
      query = { limit: '2', before: page.next };
    }
    expect(seen).toEqual(made.reverse());
  });

  test('I02: a page of large requests is short, and nothing is left out', async () => {
    const server = await runningServer({ policy: HELD });
    const bot = await server.agent('bot');
    const param = { text: 'x'.repeat(900_000) };
    const made: string[] = [];
    for (let count = 0; count < 12; count += 1) made.push(await hold(bot, { param }));
    const first = await bot.ask(approvals.listApprovals);
    expect(first.approvals).toHaveLength(5);
    const query = { before: first.next ?? '' };
    const second = await bot.ask(approvals.listApprovals, { query });
    const third = await bot.ask(approvals.listApprovals, { query: { before: second.next ?? '' } });
    const seen = [first, second, third].flatMap((page) => page.approvals.map(({ id }) => id));
    expect(seen).toEqual(made.reverse());
    expect(third.next).toBeNull();
  });

  test('A16: an agent withdraws its own as the caller, a person as themselves', async () => {
    const server = await runningServer({ policy: HELD });
    const [bot, boss] = [await server.agent('bot'), await server.person('boss', 'approver')];
    const eye = await server.person('eye', 'viewer');
    const [one, two] = [await hold(bot), await hold(bot)];
    expect((await eye.refused(approvals.cancel, of(one, {}))).code).toBe('auth/forbidden');
    const byAgent = await bot.ask(approvals.cancel, of(one, { reason: 'no longer needed' }));
    expect(byAgent).toMatchObject({
      status: 'cancelled',
      resolution: { resolved_by: null, reason: 'no longer needed' },
    });
    const byPerson = await boss.ask(approvals.cancel, of(two, {}));
    expect(byPerson.resolution).toMatchObject({ resolved_by: 'user:boss', reason: null });
    expect((await boss.refused(approvals.cancel, of(two, {}))).code).toBe('approval/not-pending');
  });
});

describe('deciding', () => {
  test('A05: who approves is whoever was authenticated, with the reason', async () => {
    const server = await runningServer({ policy: HELD });
    const [bot, boss] = [await server.agent('bot'), await server.person('boss', 'approver')];
    const id = await hold(bot);
    const given = of(id, { reason: 'fine', voter: 'user:somebody' });
    expect((await boss.refused(approvals.approve, given)).code).toBe('request/malformed');
    const approved = await boss.ask(approvals.approve, of(id, { reason: 'fine' }));
    expect(approved).toMatchObject({
      status: 'approved',
      votes: [{ voter: 'user:boss', choice: 'approve', reason: 'fine', via: 'key' }],
      resolution: { resolved_by: 'user:boss', code: 'approved_by_vote' },
      execution: { status: 'unclaimed' },
    });
    const late = await boss.refused(approvals.reject, of(id, {}));
    expect(late).toMatchObject({ code: 'approval/not-pending', approval_id: id });
  });

  test('A17: no key of an agent approves, nor the owner of the key, nor the user of the run', async () => {
    const server = await runningServer({ policy: HELD });
    const bot = await server.agent('bot');
    const [owner, ann] = [
      await server.person('owner', 'approver'),
      await server.person('Ann', 'admin'),
    ];
    const id = await hold(bot, { run: { user: 'ann' } });
    for (const endpoint of [approvals.approve, approvals.reject, approvals.reveal]) {
      const body = endpoint === approvals.reveal ? undefined : {};
      expect((await bot.refused(endpoint, of(id, body))).code).toBe('auth/forbidden');
    }
    for (const self of [owner, ann]) {
      expect((await self.refused(approvals.approve, of(id, {}))).code).toBe(
        'approval/self-approval',
      );
    }
    expect((await bot.ask(approvals.showApproval, of(id))).status).toBe('pending');
  });

  test('A06: named approvers and groups are those of the principal', async () => {
    const policy = 'approval:\n  tools: [refund]\n  approvers: ["group:finance"]\n  quorum: 2\n';
    const server = await runningServer({ policy });
    const bot = await server.agent('bot');
    const [a, b] = [await server.person('a', 'approver'), await server.person('b', 'approver')];
    const root = await server.person('root', 'admin');
    await server.group('finance', 'user:a', 'user:b');
    const id = await hold(bot);
    expect((await root.refused(approvals.approve, of(id, {}))).code).toBe('approval/not-eligible');
    expect((await a.ask(approvals.approve, of(id, {}))).status).toBe('pending');
    expect((await a.refused(approvals.approve, of(id, {}))).code).toBe('approval/already-voted');
    expect((await b.ask(approvals.approve, of(id, {}))).status).toBe('approved');
  });

  test('A10: revealing shows what is redacted, to those who may decide, and is written down', async () => {
    const server = await runningServer({ policy: HELD });
    const [bot, boss] = [await server.agent('bot'), await server.person('boss', 'approver')];
    const eye = await server.person('eye', 'viewer');
    const param = { amount: 1, password: 'hunter2' };
    const id = await hold(bot, { param });
    expect((await boss.ask(approvals.showApproval, of(id))).param).not.toEqual(param);
    expect((await eye.refused(approvals.reveal, of(id))).code).toBe('auth/forbidden');
    expect(await boss.ask(approvals.reveal, of(id))).toEqual({ param });
    const last = (await eventsOf(server.store)).at(-1);
    expect(last).toMatchObject({ action: 'approval.revealed', person: 'user:boss', via: 'key' });
  });

  test('I02: of many ids each has a result of its own, in order', async () => {
    const server = await runningServer({ policy: HELD, store: await openAt(newPath()) });
    const [bot, boss] = [await server.agent('bot'), await server.person('boss', 'approver')];
    const [one, two] = [await hold(bot), await hold(bot)];
    const ids = [one, 'apr_none', two, one];
    const { results } = await boss.ask(approvals.approveMany, { body: { ids, reason: 'ok' } });
    expect(results.map((result) => [result.id, result.ok])).toEqual([
      [one, true],
      ['apr_none', false],
      [two, true],
      [one, false],
    ]);
    expect(results[1]).toMatchObject({ problem: { code: 'approval/not-found', status: 404 } });
    expect(results[3]).toMatchObject({ problem: { code: 'approval/not-pending' } });
    const rejected = await boss.ask(approvals.rejectMany, { body: { ids: [two] } });
    expect(rejected.results).toMatchObject([
      { ok: false, problem: { code: 'approval/not-pending' } },
    ]);
    const votes = (await eventsOf(server.store)).filter(
      ({ action }) => action === 'approval.voted',
    );
    expect(votes.map(({ request }) => request)).toEqual([one, two]);
  });
});

describe('waiting', () => {
  test('A01: goes on as soon as somebody decides', async () => {
    const server = await runningServer({ policy: HELD });
    const [bot, boss] = [await server.agent('bot'), await server.person('boss', 'approver')];
    const id = await hold(bot);
    const waiting = bot.ask(approvals.waitForApproval, of(id));
    await sleep(20);
    await boss.ask(approvals.approve, of(id, {}));
    expect((await waiting).status).toBe('approved');
  });

  test('A02: a wait that gives up says that the request is pending', async () => {
    const server = await runningServer({ policy: HELD });
    const bot = await server.agent('bot');
    const id = await hold(bot);
    const given = { ...of(id), query: { timeout_ms: '10' } };
    expect((await bot.ask(approvals.waitForApproval, given)).status).toBe('pending');
  });

  test('A15: a server that shuts down tells those who wait to come back', async () => {
    const server = await runningServer({ policy: HELD });
    const bot = await server.agent('bot');
    const id = await hold(bot);
    const waiting = bot.raw(approvals.waitForApproval, of(id));
    await sleep(20);
    server.shutDown();
    const response = await waiting;
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await response.json()).toMatchObject({ code: 'shutting-down', retry_after: 1 });
    // also whoever comes while it does
    const late = await bot.refused(approvals.waitForApproval, of(id));
    expect(late.code).toBe('shutting-down');
  });

  test('A15: very many wait, and all of them hear that the server shuts down', async () => {
    const server = await runningServer({ policy: HELD });
    const bot = await server.agent('bot');
    const id = await hold(bot);
    const warnings: Error[] = [];
    const warned = (warning: Error): void => void warnings.push(warning);
    process.on('warning', warned);
    onTestFinished(() => void process.off('warning', warned));
    const waits = Array.from({ length: 500 }, () => bot.raw(approvals.waitForApproval, of(id)));
    await sleep(100);
    server.shutDown();
    const statuses = new Set((await Promise.all(waits)).map(({ status }) => status));
    expect([...statuses]).toEqual([503]);
    await sleep(10);
    expect(warnings).toEqual([]);
  });

  test('A15: a client that went away is no error, and its request stays', async () => {
    const server = await runningServer({ policy: HELD });
    const bot = await server.agent('bot');
    const id = await hold(bot);
    const going = new AbortController();
    const waiting = bot.raw(approvals.waitForApproval, { ...of(id), signal: going.signal });
    await sleep(20);
    going.abort();
    expect((await waiting).status).toBe(200);
    expect((await bot.ask(approvals.showApproval, of(id))).status).toBe('pending');
  });
});

describe('running what was approved', () => {
  const CLAIM = `clm_${'ab'.repeat(16)}`;

  test('A14: claimed once by its agent, with the same call; renewed and reported', async () => {
    const server = await runningServer({ policy: HELD, store: await openAt(newPath()) });
    const [bot, boss] = [await server.agent('bot'), await server.person('boss', 'approver')];
    const id = await hold(bot);
    const early = await bot.refused(approvals.claim, of(id, { call: REFUND }));
    expect(early.code).toBe('approval/not-approved');
    await boss.ask(approvals.approve, of(id, {}));
    for (const call of [{ ...REFUND, param: { amount: 1 } }, { tool: '' }]) {
      const other = await bot.refused(approvals.claim, of(id, { call }));
      expect(other.code).toBe('approval/digest-mismatch');
    }
    const body = { call: { ...REFUND, agent: { id: 'bot' } }, claim_id: CLAIM, lease_ms: 5_000 };
    const claimed = await bot.ask(approvals.claim, of(id, body));
    expect(claimed).toMatchObject({
      claim_id: CLAIM,
      lease_ms: 5_000,
      approval: { execution: { status: 'executing', claimed_at: '2026-01-05T09:00:00.000Z' } },
    });
    // whoever never got the answer asks again
    expect(await bot.ask(approvals.claim, of(id, body))).toMatchObject({ claim_id: CLAIM });
    const second = await bot.refused(approvals.claim, of(id, { call: REFUND }));
    expect(second.code).toBe('approval/already-claimed');
    server.clock.advance(4_000);
    await bot.ask(approvals.renew, of(id, { claim_id: CLAIM, lease_ms: 5_000 }));
    server.clock.advance(4_000);
    const stolen = { claim_id: `clm_${'cd'.repeat(16)}`, outcome: 'succeeded' };
    expect((await bot.refused(approvals.reportOutcome, of(id, stolen))).code).toBe(
      'approval/claim-lost',
    );
    const report = { claim_id: CLAIM, outcome: 'failed', error: 'the bank said no' };
    const done = await bot.ask(approvals.reportOutcome, of(id, report));
    expect(done.execution).toMatchObject({ status: 'failed', reason: 'the bank said no' });
  });

  test('A12: what is approved cannot be claimed while its agent is halted', async () => {
    const server = await runningServer({ policy: HELD });
    const [bot, boss] = [await server.agent('bot'), await server.person('boss', 'approver')];
    const root = await server.person('root', 'admin');
    const id = await hold(bot);
    await boss.ask(approvals.approve, of(id, {}));
    await root.ask(halts.halt, { body: { agent: 'bot' } });
    const halted = await bot.refused(approvals.claim, of(id, { call: REFUND }));
    expect(halted.code).toBe('approval/halted');
    await root.ask(halts.resume, { body: { agent: 'bot' } });
    expect((await bot.ask(approvals.claim, of(id, { call: REFUND }))).claim_id).toMatch(/^clm_/);
  });
});
