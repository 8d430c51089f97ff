import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { LONGEST_HALT_REASON, MOST_HALTS } from '../../src/approvals/halt.ts';
import type { ApprovalService } from '../../src/approvals/service/approval-service.ts';
import type { HaltOrder } from '../../src/approvals/service/halts.ts';
import { Reviews } from '../../src/approvals/service/reviews.ts';
import type { Store } from '../../src/approvals/store.ts';
import type { Call } from '../../src/policy/call.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { newPath, openAt } from '../storage/sqlite-place.ts';
import { manualClock, START } from '../support/manual-clock.ts';
import { eventsOf } from './gated.ts';
import { approve, captured, hold, OPTIONS, started } from './serving.ts';

const POLICY = 'approval:\n  - tools: [pay, ship]\n    timeout: 10m\nblock:\n  tools: [drop]\n';
const MINUTE = 60_000;

const order = (agent: string | null, changes: Partial<HaltOrder> = {}): HaltOrder => ({
  agent,
  by: 'user:olga',
  via: 'cli',
  reason: null,
  cancelPending: false,
  ...changes,
});

const call = (agent: string | null, tool = 'pay'): Call => ({
  tool,
  param: { amount: 5 },
  ...(agent !== null && { agent: { id: agent } }),
});

const decisionOf = async (service: ApprovalService, one: Call) =>
  (await service.request(captured(one), OPTIONS)).decision;

/** What the store's log says, without what every event has. */
const toldOf = async (store: Store, ...actions: readonly string[]) =>
  (await eventsOf(store)).filter(({ action }) => actions.includes(String(action)));

describe('a halt', () => {
  test.each(['read', 'pay', 'drop'])('A12: blocks every call of its agent: `%s`', async (tool) => {
    const store = openMemoryStore();
    const service = await started(POLICY, store);
    await service.reviews.halt(order('a', { reason: 'it loops' }));
    const { decision, request } = await service.request(captured(call('a', tool)), OPTIONS);
    expect(request).toBeUndefined();
    expect(decision).toEqual({
      decision: 'block',
      mode: 'enforce',
      message: '`a` is halted by `user:olga`: it loops',
      errors: [],
      halted: true,
      policyVersion: service.policy.version,
    });
    expect(await service.foresee(captured(call('a', tool)))).toEqual(decision);
    expect(await toldOf(store, 'call.decided')).toMatchObject([
      {
        agent: 'a',
        tool,
        decision: 'block',
        reason: '`a` is halted by `user:olga`: it loops',
        details: { halted: true },
      },
    ]);
    expect((await toldOf(store, 'call.decided'))[0]).not.toHaveProperty('rule');
  });

  test.each([
    ['a', ['a']],
    ['b', ['b']],
    ['A', []],
    ['', []],
    [null, ['a', 'b', null]],
  ] as const)('A12: of %s stops the agents %j alone', async (agent, stopped) => {
    const service = await started(POLICY);
    await service.reviews.halt(order(agent));
    for (const one of ['a', 'b', null]) {
      const isStopped = (stopped as readonly (string | null)[]).includes(one);
      expect([one, (await decisionOf(service, call(one))).halted]).toEqual([
        one,
        isStopped ? true : undefined,
      ]);
      expect((await service.foresee(captured(call(one)))).halted).toBe(isStopped || undefined);
    }
  });

  test('A12: holds on every node from the next decision on, until it is lifted', async () => {
    const store = openMemoryStore();
    const here = await started(POLICY, store);
    const there = await started(POLICY, store);
    await here.reviews.halt(order('a'));
    await here.reviews.halt(order(null));
    expect((await decisionOf(there, call('a', 'read'))).halted).toBe(true);
    const resumed = await there.reviews.resume(order(null));
    expect(resumed).toMatchObject({ status: 'resumed', halts: [{ agent: 'a' }] });
    expect((await decisionOf(here, call('b', 'read'))).decision).toBe('allow');
    expect((await decisionOf(here, call('a', 'read'))).halted).toBe(true);
    await there.reviews.resume(order('a'));
    expect((await decisionOf(here, call('a', 'read'))).decision).toBe('allow');
    expect(await here.reviews.halts()).toEqual([]);
  });

  test('A12: comes before an idempotency key that names a request', async () => {
    const service = await started(POLICY);
    const options = { ...OPTIONS, idempotencyKey: 'k' };
    const ask = () => service.request(captured(call('a')), options);
    const id = (await ask()).request?.id ?? '';
    await service.reviews.halt(order('a'));
    expect(await ask()).toMatchObject({ decision: { halted: true }, request: undefined });
    await approve(service, id, 'bob');
    expect(await ask()).toMatchObject({ decision: { halted: true }, request: undefined });
    await service.reviews.resume(order('a'));
    expect((await ask()).request?.id).toBe(id);
  });

  test('A12, U01: is recorded, replaced by a later one, and so is its end', async () => {
    const store = openMemoryStore();
    const clock = manualClock();
    const { reviews } = await started(POLICY, store, clock);
    await reviews.halt(order('a', { reason: 'first' }));
    await reviews.halt(order(null));
    clock.advance(5);
    const again = await reviews.halt(order('a', { by: 'user:otto', reason: 'second' }));
    const everything = { agent: null, by: 'user:olga', reason: null, at: START };
    const second = { agent: 'a', by: 'user:otto', reason: 'second', at: START + 5 };
    expect(again).toEqual({ status: 'halted', halts: [everything, second], cancelled: 0 });
    expect(await reviews.halts()).toEqual([everything, second]);
    await reviews.resume(order(null, { by: 'user:otto', via: 'dashboard', reason: 'over' }));
    const told = await toldOf(store, 'halt.set', 'halt.lifted');
    const at = (ms: number) => new Date(START + ms).toISOString();
    const by = { person: 'user:olga', via: 'cli' };
    const otto = { person: 'user:otto', via: 'cli' };
    expect(told).toEqual([
      { action: 'halt.set', at: at(0), agent: 'a', ...by, reason: 'first' },
      { action: 'halt.set', at: at(0), details: { everything: true }, ...by },
      { action: 'halt.set', at: at(5), agent: 'a', ...otto, reason: 'second' },
      {
        action: 'halt.lifted',
        at: at(5),
        details: { everything: true },
        ...otto,
        via: 'dashboard',
        reason: 'over',
      },
    ]);
  });

  test('A12: that is not there cannot be lifted, and nothing is written', async () => {
    const store = openMemoryStore();
    const { reviews } = await started(POLICY, store);
    await reviews.halt(order('a'));
    const { seq } = await store.logHead();
    for (const agent of ['b', null]) {
      expect(await reviews.resume(order(agent))).toMatchObject({
        status: 'not-halted',
        halts: [{ agent: 'a' }],
      });
    }
    expect((await store.logHead()).seq).toBe(seq);
  });

  test('A12: takes a reason of limited length, and changes nothing with a longer one', async () => {
    const store = openMemoryStore();
    const { reviews } = await started(POLICY, store);
    const longest = 'x'.repeat(LONGEST_HALT_REASON);
    const { seq } = await store.logHead();
    await expect(reviews.halt(order('a', { reason: `${longest}x` }))).rejects.toThrow(TypeError);
    expect([await reviews.halts(), (await store.logHead()).seq]).toEqual([[], seq]);
    await reviews.halt(order('a', { reason: longest }));
    expect(await reviews.halts()).toMatchObject([{ agent: 'a', reason: longest }]);
  });

  test('A12: of everything is there when as many agents are halted as can be', async () => {
    const store = openMemoryStore();
    const { reviews } = await started(POLICY, store);
    const halts = Array.from({ length: MOST_HALTS }, (_, at) => {
      return { agent: `agent-${at}`, by: 'user:olga', reason: null, at: START };
    });
    await store.write(async (tx) => tx.setHalts(halts));
    expect((await reviews.halt(order('one more'))).status).toBe('too-many');
    expect(await reviews.halts()).toEqual(halts);
    expect((await reviews.halt(order('agent-7', { reason: 'anew' }))).status).toBe('halted');
    expect(await reviews.halts()).toHaveLength(MOST_HALTS);
    expect((await reviews.halt(order(null))).status).toBe('halted');
    expect(await reviews.halts()).toHaveLength(MOST_HALTS + 1);
  });
});

describe('what was approved before a halt', () => {
  test('A12, A14: cannot be claimed, stays as it is, and can be once it is lifted', async () => {
    const store = openMemoryStore();
    const service = await started(POLICY, store);
    const id = await hold(service, call('a'));
    const { captured: of } = await approve(service, id, 'bob');
    await service.reviews.halt(order('a', { reason: 'it loops' }));
    const before = await store.request(id);
    const { seq } = await store.logHead();
    await expect(service.claim(id, of.digest, MINUTE)).rejects.toMatchObject({
      name: 'ConflictError',
      code: 'approval/halted',
      message: '`a` is halted by `user:olga`: it loops',
      approvalId: id,
    });
    expect(await store.request(id)).toEqual(before);
    expect((await store.logHead()).seq).toBe(seq);
    await service.reviews.resume(order('a'));
    expect((await service.claim(id, of.digest, MINUTE)).request.execution.status).toBe('executing');
  });

  test('A12: is void all the same when nobody claims it in time', async () => {
    const clock = manualClock();
    const service = await started(POLICY, openMemoryStore(), clock);
    const id = await hold(service, call('a'));
    const { captured: of } = await approve(service, id, 'bob');
    await service.reviews.halt(order(null));
    clock.advance(30 * MINUTE);
    await expect(service.claim(id, of.digest, MINUTE)).rejects.toMatchObject({
      code: 'approval/void',
    });
  });

  test('A12: and is running goes on, and reports', async () => {
    const service = await started(POLICY);
    const id = await hold(service, call('a'));
    const { captured: of } = await approve(service, id, 'bob');
    const claimed = await service.claim(id, of.digest, MINUTE);
    await service.reviews.halt(order('a', { cancelPending: true }));
    await service.renew(claimed, MINUTE);
    await service.report(claimed, 'succeeded', null);
    expect((await service.reviews.find(id)).execution.status).toBe('succeeded');
  });
});

/** The same store, but for some of its methods. */
const storeWith = (store: Store, others: Partial<Store>): Store =>
  new Proxy(store, {
    get: (target, key) => {
      const other: unknown = Reflect.get(others, key);
      const value: unknown = Reflect.get(target, key);
      return other ?? (typeof value === 'function' ? value.bind(target) : value);
    },
  });

const STORES: readonly [string, () => Promise<Store>][] = [
  ['memory', async () => openMemoryStore()],
  ['SQLite', () => openAt(newPath())],
];

describe('a halt that withdraws what waits', () => {
  test.each(STORES)('A12, A01: withdraws the requests of its agent alone: %s', async (_, open) => {
    const store = await open();
    const service = await started(POLICY, store);
    const ids = { a: [] as string[], b: [] as string[] };
    // more than one page of each tool
    for (let at = 0; at < 150; at += 1) {
      for (const agent of ['a', 'b'] as const) {
        ids[agent].push(await hold(service, call(agent, at % 3 === 0 ? 'ship' : 'pay')));
      }
    }
    const approved = ids.a.pop() ?? '';
    await approve(service, approved, 'bob');
    const waiting = service.reviews.wait(ids.a[148] ?? '', MINUTE);
    const halting = await service.reviews.halt(order('a', { cancelPending: true }));
    expect(halting).toMatchObject({ status: 'halted', cancelled: 149 });
    expect((await waiting).resolution).toMatchObject({
      status: 'cancelled',
      code: 'withdrawn',
      resolvedBy: 'user:olga',
      reason: '`a` is halted by `user:olga`',
    });
    const cancelled = await service.reviews.list({ status: 'cancelled' }, 500);
    expect(cancelled.map(({ id }) => id).reverse()).toEqual(ids.a);
    const pending = await service.reviews.list({ status: 'pending' }, 500);
    expect(pending.map(({ id }) => id).reverse()).toEqual(ids.b);
    expect((await service.reviews.find(approved)).resolution.status).toBe('approved');
    const told = await toldOf(store, 'halt.set', 'approval.cancelled');
    expect(told).toHaveLength(150);
    expect(told[0]).toMatchObject({ action: 'halt.set', agent: 'a' });
    for (const one of told.slice(1)) expect(one).toMatchObject({ agent: 'a', person: 'user:olga' });
    const everything = await service.reviews.halt(order(null, { cancelPending: true }));
    expect(everything).toMatchObject({ cancelled: 150 });
    expect(await service.reviews.list({ status: 'pending' }, 1)).toEqual([]);
  });

  test.each(STORES)('A12: writes nothing of it when the store fails: %s', async (_, open) => {
    const store = await open();
    const service = await started(POLICY, store);
    const id = await hold(service, call('a'));
    const { seq } = await store.logHead();
    const broken = storeWith(store, {
      write: (work, options) =>
        store.write(async (tx) => {
          await work(tx);
          throw new Error('the disk is gone');
        }, options),
    });
    const reviews = new Reviews(broken, manualClock());
    await expect(reviews.halt(order('a', { cancelPending: true }))).rejects.toThrow('the disk');
    expect(await store.halts()).toEqual([]);
    expect((await store.logHead()).seq).toBe(seq);
    expect((await store.request(id))?.resolution.status).toBe('pending');
  });

  test('A12: lets those go on who wait, though nobody tells of changes', async () => {
    const store = openMemoryStore();
    const service = await started(POLICY, storeWith(store, { onChange: () => () => {} }));
    const waiting = service.reviews.wait(await hold(service, call('a')), MINUTE);
    // it looks at the log once when it begins
    await setTimeout(20);
    await service.reviews.halt(order('a', { cancelPending: true }));
    expect((await waiting).resolution.status).toBe('cancelled');
  });

  test('A12: leaves what has expired meanwhile expired', async () => {
    const clock = manualClock();
    const service = await started(POLICY, openMemoryStore(), clock);
    const old = await hold(service, call('a'));
    clock.advance(9 * MINUTE);
    const late = await hold(service, call('a'));
    clock.advance(MINUTE);
    const halting = await service.reviews.halt(order(null, { cancelPending: true }));
    expect(halting).toMatchObject({ cancelled: 1 });
    expect((await service.reviews.find(old)).resolution.status).toBe('expired');
    expect((await service.reviews.find(late)).resolution.status).toBe('cancelled');
  });

  test('A12: hides in the reason of each request what is hidden of its call', async () => {
    const service = await started(POLICY);
    const secret = { ...call('a'), param: { password: 'hunter2-hunter2' } };
    const id = await hold(service, secret);
    await service.reviews.halt(
      order('a', { cancelPending: true, reason: 'it sends hunter2-hunter2' }),
    );
    const { resolution } = await service.reviews.find(id);
    expect(JSON.stringify(resolution)).not.toContain('hunter2');
    expect(resolution).toMatchObject({ reason: expect.stringContaining('it sends') });
  });

  test('A12: without it, requests go on waiting, and can be approved', async () => {
    const service = await started(POLICY);
    const id = await hold(service, call('a'));
    expect(await service.reviews.halt(order('a'))).toMatchObject({ cancelled: 0 });
    expect((await service.reviews.find(id)).resolution.status).toBe('pending');
    expect((await approve(service, id, 'bob')).resolution.status).toBe('approved');
  });
});
