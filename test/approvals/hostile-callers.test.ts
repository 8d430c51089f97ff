import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createGate } from '../../src/approvals/gate/create-gate.ts';
import type { GatedCall } from '../../src/approvals/gate/gated-call.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { compiled } from '../support/compiled.ts';
import { eventsOf, gated, pendingId } from './gated.ts';

const POLICY = 'approval:\n  tools: [pay]\n';
const call = { tool: 'pay', param: {} };
const by = { user: 'alice' };

const unreadable = () => {
  throw new Error('not for you');
};

describe('A14: whatever a tool throws', () => {
  test.each<[string, () => unknown, string]>([
    ['a text', () => 'no', 'no'],
    ['nothing', () => undefined, 'undefined'],
    ['an object without a prototype', () => Object.create(null), ''],
    ['an object that is no text', () => ({ toString: unreadable }), ''],
    ['an error whose message is no text', () => Object.assign(new Error(), { message: {} }), ''],
    [
      'an error whose message cannot be read',
      () => Object.defineProperty(new Error(), 'message', { get: unreadable }),
      '',
    ],
    [
      'a Proxy that throws',
      () => new Proxy({}, { get: unreadable, getPrototypeOf: unreadable }),
      '',
    ],
  ])('%s is passed on, and the call has failed', async (_, make, text) => {
    const { gate, errors } = await gated(POLICY);
    const thrown = make();
    const running = gate.withTool(call, () => {
      throw thrown;
    });
    const ended = running.then(
      () => 'nothing was thrown',
      (error: unknown) => error === thrown,
    );
    const id = await pendingId(gate);
    await gate.approvals.approve(id, { by });
    expect(await ended).toBe(true);
    expect((await gate.approvals.get(id)).execution).toMatchObject({
      status: 'failed',
      reason: text === '' ? 'the tool threw something that cannot be read as text' : text,
    });
    expect(errors).toEqual([]);
  });

  test('an outcome is not reported with an error that is no text', async () => {
    const { gate } = await gated(POLICY);
    const id = (await gate.request(call)).approval?.id ?? '';
    await gate.approvals.approve(id, { by });
    await gate.approvals.claim(id, call);
    const report = { outcome: 'failed', error: {} } as never;
    await expect(gate.approvals.report(id, report)).rejects.toThrow(TypeError);
    await gate.approvals.report(id, { outcome: 'failed', error: 'no' });
  });
});

describe('A15: how a call is waited for is read once', () => {
  test('a key that is another one later is the one that was checked', async () => {
    const { gate } = await gated(POLICY);
    let reads = 0;
    const shifting = {
      ...call,
      get idempotencyKey() {
        reads += 1;
        // the copy of the call reads it too
        return reads <= 2 ? 'k' : '\n'.repeat(100_000);
      },
    };
    const first = await gate.request(shifting);
    expect((await gate.request({ ...call, idempotencyKey: 'k' })).approval?.id).toBe(
      first.approval?.id,
    );
  });

  test.each<[string, object, string]>([
    [
      'a key that cannot be read',
      {
        get idempotencyKey() {
          return unreadable();
        },
      },
      'the call could not be read',
    ],
    ['a time that is no number', { approvalTimeoutMs: 5n }, '`approvalTimeoutMs` is not a number'],
    [
      'a time that is not a number',
      { approvalTimeoutMs: Number.NaN },
      '`approvalTimeoutMs` is not a number',
    ],
    [
      'a signal that is none',
      { signal: { aborted: false, throwIfAborted: () => {} } },
      '`signal` is not an `AbortSignal`',
    ],
  ])('%s makes the call malformed', async (_, handling, message) => {
    const { gate, store } = await gated(POLICY);
    const descriptors = Object.getOwnPropertyDescriptors(handling);
    const malformed: GatedCall = Object.defineProperties({ ...call }, descriptors);
    await expect(gate.withTool(malformed, () => 1)).rejects.toMatchObject({ code: 'gate/blocked' });
    expect((await gate.canI(malformed)).decision).toBe('block');
    expect((await eventsOf(store)).at(-1)).toMatchObject({ decision: 'block', reason: message });
    expect(await gate.approvals.list()).toEqual([]);
  });

  test('a wait on a signal that is none leaves no timer', async () => {
    const { gate } = await gated(POLICY);
    const approvalId = (await gate.request(call)).approval?.id ?? '';
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout');
    const before = timers().length;
    const signal = { throwIfAborted: () => {} } as never;
    await expect(gate.approvals.wait({ approvalId, signal })).rejects.toThrow(TypeError);
    expect(timers().length).toBeLessThanOrEqual(before);
  });
});

test.each<[string, () => unknown]>([
  ['throws', unreadable],
  ['rejects', async () => unreadable()],
])('A13: an `onError` that %s ends nothing', async (_, onError) => {
  const unhandled: unknown[] = [];
  const note = (error: unknown) => unhandled.push(error);
  process.on('unhandledRejection', note);
  try {
    const store = openMemoryStore();
    const gate = await createGate({ policies: compiled(POLICY), store, onError });
    await store.close();
    await gate.close();
    await sleep(10);
    expect(unhandled).toEqual([]);
  } finally {
    process.off('unhandledRejection', note);
  }
});
