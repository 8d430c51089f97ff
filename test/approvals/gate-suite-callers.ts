import { describe, expect, test } from 'vitest';
import { counted, type OpenGate, PAY, POLICY } from './gate-under-test.ts';
import { pendingId } from './gated.ts';

/** Callers that give up, and those that come back. */
export function callerSuite(open: OpenGate): void {
  describe('a caller that gives up', () => {
    test('A02, A16: withdraws its request', async () => {
      const { gate, events } = await open(POLICY, { approvalTimeoutMs: 5 });
      const { run, runs } = counted();
      const error = await gate.withTool(PAY, run).catch((one: unknown) => one);
      expect(error).toMatchObject({ name: 'ApprovalTimeoutError', status: 'timeout' });
      expect(runs()).toBe(0);
      const [request] = await gate.approvals.list();
      expect(request).toMatchObject({ status: 'cancelled' });
      expect((await events()).at(-1)).toMatchObject({ action: 'approval.cancelled' });
      expect((await events()).at(-1)).not.toHaveProperty('person');
    });

    test('A15: leaves its request where it can come back with a key', async () => {
      const { gate, reviewer } = await open(POLICY);
      const keyed = { ...PAY, idempotencyKey: 'order-7' };
      const { run, runs } = counted();
      await expect(gate.withTool({ ...keyed, approvalTimeoutMs: 5 }, run)).rejects.toMatchObject({
        code: 'gate/timeout',
      });
      const id = await pendingId(gate);
      await (await reviewer('alice')).approve(id);
      expect(await gate.withTool(keyed, run)).toBe('paid');
      expect(runs()).toBe(1);
      await expect(gate.withTool(keyed, run)).rejects.toMatchObject({
        code: 'approval/already-claimed',
      });
      expect(runs()).toBe(1);
    });

    test('A01: a signal that was aborted before asks for nothing', async () => {
      const { gate, events } = await open(POLICY);
      const before = (await events()).length;
      const signal = AbortSignal.abort(new Error('stopped'));
      const { run, runs } = counted();
      await expect(gate.withTool({ ...PAY, signal }, run)).rejects.toThrow('stopped');
      expect(runs()).toBe(0);
      expect(await events()).toHaveLength(before);
    });

    test('A16: a signal that is aborted during the wait withdraws the request', async () => {
      const { gate } = await open(POLICY);
      const stop = new AbortController();
      const { run, runs } = counted();
      const outcome = gate
        .withTool({ ...PAY, signal: stop.signal }, run)
        .catch((error: unknown) => error);
      const id = await pendingId(gate);
      stop.abort(new Error('stopped'));
      expect(await outcome).toMatchObject({ message: 'stopped' });
      // whoever was stopped goes on at once, also where it is withdrawn a moment later
      expect(await gate.approvals.wait({ approvalId: id })).toBe('cancelled');
      expect(runs()).toBe(0);
    });

    test('A15: but keeps one with a key', async () => {
      const { gate } = await open(POLICY);
      const stop = new AbortController();
      const outcome = gate
        .withTool({ ...PAY, idempotencyKey: 'k', signal: stop.signal }, counted().run)
        .catch((error: unknown) => error);
      const id = await pendingId(gate);
      stop.abort(new Error('stopped'));
      await outcome;
      expect(await gate.approvals.getStatus(id)).toBe('pending');
    });

    test('A16: a signal that is aborted while a call is decided runs nothing', async () => {
      const { gate } = await open(POLICY);
      for (const tool of ['read', 'pay']) {
        const stop = new AbortController();
        const { run, runs } = counted();
        const outcome = gate.withTool({ tool, signal: stop.signal }, run);
        stop.abort(new Error('stopped'));
        await expect(outcome).rejects.toThrow('stopped');
        expect(runs()).toBe(0);
      }
      const isOver = async () =>
        (await gate.approvals.list()).every(({ status }) => status === 'cancelled');
      while (!(await isOver()));
    });
  });

  describe('idempotency keys', () => {
    const call = { ...PAY, idempotencyKey: 'order-7' };

    test('A15: the same key and call give the same request', async () => {
      const { gate } = await open(POLICY);
      const first = await gate.request(call);
      const again = await gate.request({ ...call, runId: 'another run' });
      expect(again.approval?.id).toBe(first.approval?.id);
      expect(await gate.approvals.list()).toHaveLength(1);
    });

    test('A15: at once, too', async () => {
      const { gate } = await open(POLICY);
      const all = await Promise.all(Array.from({ length: 20 }, () => gate.request(call)));
      expect(new Set(all.map(({ approval }) => approval?.id)).size).toBe(1);
    });

    test.each(['ö', '日本', 'key:b', ' a', 'a ', 'a%20', '💥', '"', 'a'.repeat(1_000)])(
      'A15: %j is a key of its own',
      async (idempotencyKey) => {
        const { gate } = await open(POLICY);
        const first = (await gate.request({ ...PAY, idempotencyKey })).approval?.id;
        expect((await gate.request({ ...PAY, idempotencyKey })).approval?.id).toBe(first);
        const others = ['o', 'b', 'a', 'a ', ' a', '%C3%B6', 'key:%C3%B6', 'key:key%3Ab'];
        for (const other of others.filter((one) => one !== idempotencyKey)) {
          const { approval } = await gate.request({ ...PAY, idempotencyKey: other });
          expect(approval?.id).not.toBe(first);
        }
      },
    );

    test('A15: the same key and another call conflict', async () => {
      const { gate } = await open(POLICY);
      const { approval } = await gate.request(call);
      await expect(gate.request({ ...call, param: { amount: 6 } })).rejects.toMatchObject({
        name: 'ConflictError',
        code: 'approval/idempotency-conflict',
        approvalId: approval?.id,
      });
      expect(await gate.approvals.list()).toHaveLength(1);
    });

    test('A10, A15: what was shown as a call without arguments does not run as one that closes over them', async () => {
      const { gate, reviewer } = await open(POLICY);
      const { param: _, ...bare } = call;
      const id = (await gate.request({ ...bare, param: {} })).approval?.id ?? '';
      expect((await gate.approvals.get(id)).unbound).toBe(false);
      await (await reviewer('alice')).approve(id);
      const { run, runs } = counted();
      await expect(gate.withTool(bare, run)).rejects.toMatchObject({
        code: 'approval/idempotency-conflict',
      });
      expect(runs()).toBe(0);
      expect(await gate.withTool({ ...bare, param: {} }, run)).toBe('paid');
    });

    test('A15: without a key every call is a request of its own', async () => {
      const { gate } = await open(POLICY);
      await gate.request(PAY);
      await gate.request(PAY);
      expect(await gate.approvals.list()).toHaveLength(2);
    });

    test('A15: outlive the gate: what was approved meanwhile runs once', async () => {
      const { gate, another, reviewer } = await open(POLICY);
      const { approval } = await gate.request(call);
      await gate.close();
      await (await reviewer('alice')).approve(approval?.id ?? '');
      const third = await another();
      expect(await third.withTool(call, ({ amount }) => amount)).toBe(5);
      await expect(third.withTool(call, () => 'again')).rejects.toMatchObject({
        code: 'approval/already-claimed',
        approvalId: approval?.id,
      });
    });

    test('A15: two that wait with one key: one of them runs', async () => {
      const { gate, another, reviewer } = await open(POLICY);
      const other = await another();
      const { run, runs } = counted();
      const both = Promise.allSettled([gate, other].map((one) => one.withTool(call, run)));
      await (await reviewer('alice')).approve(await pendingId(gate));
      expect((await both).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(runs()).toBe(1);
    });

    test('A15: whoever comes back learns how it ended', async () => {
      const { gate, reviewer } = await open(POLICY);
      const id = (await gate.request(call)).approval?.id ?? '';
      await (await reviewer('alice')).reject(id, 'no');
      await expect(gate.gate(call)).rejects.toMatchObject({ name: 'RejectedError', reason: 'no' });
    });
  });
}
