import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { counted, PAY, POLICY } from '../approvals/gate-under-test.ts';
import { eventsOf, pendingId } from '../approvals/gated.ts';
import { until } from '../support/until.ts';
import { type Fate, firstFates, lossyFetch } from './lossy.ts';
import { type Served, served } from './served.ts';

const DECIDE = /^POST \/v1\/decisions$/;
const CLAIM = /\/claim$/;
const OUTCOME = /\/outcome$/;
const CANCEL = /\/cancel$/;

/** A client whose connection loses things, and a reviewer whose does not. */
async function lossy(fateOf: (request: string) => Fate, server?: Served) {
  const on = server ?? (await served(POLICY));
  const fetch = lossyFetch(fateOf);
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  const gate = on.client({ apiKey: await on.agentKey('bot'), fetch, onError });
  const alice = on.client({ apiKey: await on.personKey('alice', 'approver') });
  const actions = async () => (await eventsOf(on.store)).map(({ action }) => action);
  return { server: on, gate, alice, fetch, errors, actions };
}

const times = (all: readonly unknown[], one: string): number =>
  all.filter((action) => action === one).length;

describe.each(['lost', 'unanswered', 'cut', 'unavailable'] as const)('what is %s', (fate) => {
  test('I01, A15: when a call is decided, makes one request', async () => {
    const { gate, alice, actions, fetch } = await lossy(firstFates(DECIDE, fate, fate));
    const running = gate.withTool(PAY, () => 'paid');
    await alice.approvals.approve(await pendingId(alice));
    expect(await running).toBe('paid');
    expect(fetch.asked.filter((one) => DECIDE.test(one))).toHaveLength(3);
    expect(times(await actions(), 'approval.requested')).toBe(1);
  });

  test('I01, A14: when a call is claimed, runs it once', async () => {
    const { gate, alice, actions } = await lossy(firstFates(CLAIM, fate, fate));
    const { run, runs } = counted();
    const running = gate.withTool(PAY, run);
    await alice.approvals.approve(await pendingId(alice));
    expect(await running).toBe('paid');
    expect(runs()).toBe(1);
    expect(times(await actions(), 'execution.claimed')).toBe(1);
    expect(times(await actions(), 'execution.succeeded')).toBe(1);
  });

  test('I01, A14: when an outcome is reported, is reported again', async () => {
    const { gate, alice, actions, errors } = await lossy(firstFates(OUTCOME, fate, fate, fate));
    const running = gate.withTool(PAY, () => 'paid');
    const id = await pendingId(alice);
    await alice.approvals.approve(id);
    expect(await running).toBe('paid');
    expect((await gate.approvals.get(id)).execution.status).toBe('succeeded');
    expect(times(await actions(), 'execution.succeeded')).toBe(1);
    expect(errors).toEqual([]);
  });

  test('A16: when a caller gives up, is withdrawn all the same', async () => {
    const { gate, alice, errors } = await lossy(firstFates(CANCEL, fate, fate));
    await expect(gate.gate({ ...PAY, approvalTimeoutMs: 5 })).rejects.toMatchObject({
      code: 'gate/timeout',
    });
    expect(await alice.approvals.list()).toMatchObject([{ status: 'cancelled' }]);
    expect(errors).toEqual([]);
  });
});

describe('a vote', () => {
  test('I01: whose answer is lost is not given twice: the reviewer is told', async () => {
    const { server, gate } = await lossy(() => 'kept');
    const fetch = lossyFetch(firstFates(/\/approve$/, 'unanswered'));
    const bob = server.client({ apiKey: await server.personKey('bob', 'approver'), fetch });
    const id = (await gate.request(PAY)).approval?.id ?? '';
    await expect(bob.approvals.approve(id)).rejects.toMatchObject({ code: 'gate/unreachable' });
    expect(fetch.asked.filter((one) => one.endsWith('/approve'))).toHaveLength(1);
    expect(await bob.approvals.getStatus(id)).toBe('approved');
  });
});

describe('a claim', () => {
  test('A14: that its caller never learns of is no claim of a call that ran', async () => {
    const { gate, alice } = await lossy((request) => (CLAIM.test(request) ? 'cut' : 'kept'));
    const stop = new AbortController();
    const { run, runs } = counted();
    const running = gate.withTool({ ...PAY, signal: stop.signal }, run).catch((e) => e);
    const id = await pendingId(alice);
    await alice.approvals.approve(id);
    let status = '';
    const look = async () => {
      status = (await alice.approvals.get(id)).execution.status;
    };
    while (status !== 'executing') await look();
    stop.abort(new Error('stopped'));
    expect(await running).toMatchObject({ message: 'stopped' });
    while (status === 'executing') await look();
    expect((await alice.approvals.get(id)).execution).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('did not run'),
    });
    expect(runs()).toBe(0);
  });

  test('A14: is renewed until the call is reported, whatever is lost', async () => {
    const server = await served(POLICY);
    const fetch = lossyFetch(firstFates(/\/renew$/, 'unanswered', 'lost'));
    const gate = server.client({ apiKey: await server.agentKey('bot'), fetch, leaseMs: 1_000 });
    const alice = server.client({ apiKey: await server.personKey('alice', 'approver') });
    const passing = gate.gate(PAY);
    const id = await pendingId(alice);
    await alice.approvals.approve(id);
    const { report } = await passing;
    const leaseUntil = async (): Promise<number> => {
      const execution = (await server.store.request(id))?.execution;
      return execution?.status === 'executing' ? execution.leaseUntil : 0;
    };
    for (let step = 0; step < 3; step += 1) {
      const before = await leaseUntil();
      server.clock.advance(900);
      while ((await leaseUntil()) <= before) await new Promise((r) => setTimeout(r, 10));
    }
    await report({ outcome: 'succeeded' });
    expect((await alice.approvals.get(id)).execution.status).toBe('succeeded');
  });
});

describe('an outcome', () => {
  test('A13, A14: that cannot be reported is tried again as long as the client is open', async () => {
    const server = await served(POLICY);
    const fetch = lossyFetch(() => 'kept');
    const errors: unknown[] = [];
    const apiKey = await server.agentKey('bot');
    const gate = server.client({
      apiKey,
      fetch: (...asked) => (isBroken ? Promise.reject(new TypeError('gone')) : fetch(...asked)),
      leaseMs: 1_000,
      onError: (error) => errors.push(error),
    });
    let isBroken = false;
    const alice = server.client({ apiKey: await server.personKey('alice', 'approver') });
    const running = gate.withTool(PAY, () => {
      isBroken = true;
      return 'paid';
    });
    const id = await pendingId(alice);
    await alice.approvals.approve(id);
    expect(await running).toBe('paid');
    expect(errors).toMatchObject([{ code: 'gate/unreachable' }]);
    isBroken = false;
    let status = '';
    const look = setInterval(() => {
      void alice.approvals.get(id).then((view) => {
        status = view.execution.status;
      });
    }, 50);
    await until('the outcome is reported', () => status === 'succeeded');
    clearInterval(look);
  }, 40_000);
});

describe('any connection', () => {
  test('I01, A14, A15: loses neither requests, runs nor outcomes', async () => {
    const server = await served(POLICY);
    const alice = server.client({ apiKey: await server.personKey('alice', 'approver') });
    const fate = fc.constantFrom<Fate>('kept', 'kept', 'lost', 'unanswered', 'cut', 'unavailable');
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { maxLength: 6 }), fc.boolean(), async (fates, approves) => {
        round += 1;
        const left = [...fates];
        const fetch = lossyFetch(() => left.shift() ?? 'kept');
        const agent = `bot-${round}`;
        const gate = server.client({ apiKey: await server.agentKey(agent), fetch });
        const { run, runs } = counted();
        const running = gate.withTool(PAY, run).catch((error: { code: string }) => error.code);
        let hasEnded = false;
        void running.then(() => {
          hasEnded = true;
        });
        let id: string | undefined;
        while (id === undefined && !hasEnded) {
          id = (await alice.approvals.list({ agent: agent }))[0]?.id;
        }
        if (id === undefined) {
          // nothing ever reached the server, as long as it was asked
          expect([await running, runs()]).toEqual(['gate/unreachable', 0]);
          await gate.close();
          return;
        }
        await alice.approvals[approves ? 'approve' : 'reject'](id);
        expect(await running).toBe(approves ? 'paid' : 'gate/rejected');
        expect(runs()).toBe(approves ? 1 : 0);
        const requests = await alice.approvals.list({ agent: agent });
        expect(requests).toMatchObject([
          { execution: { status: approves ? 'succeeded' : 'waiting' } },
        ]);
        await gate.close();
      }),
      { numRuns: Number(process.env['ASSENT_CASES'] ?? 8) },
    );
  }, 300_000);
});
