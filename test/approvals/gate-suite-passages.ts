import { describe, expect, test } from 'vitest';
import { counted, type OpenGate, PAY, POLICY } from './gate-under-test.ts';
import { pendingId } from './gated.ts';

/** What becomes of a call: it runs once, or not at all. */
export function passageSuite(open: OpenGate): void {
  /** A gate with a request that alice has approved. */
  const approved = async () => {
    const all = await open(POLICY);
    const id = (await all.gate.request(PAY)).approval?.id ?? '';
    await (await all.reviewer('alice')).approve(id);
    return { ...all, id };
  };

  describe('a call', () => {
    test('I01, A01: waits for a person, runs once they approve, and its outcome is recorded', async () => {
      const { gate, reviewer, events } = await open(POLICY);
      const alice = await reviewer('alice');
      const paid: unknown[] = [];
      const running = gate.withTool(PAY, (param) => {
        paid.push(param);
        return 'paid';
      });
      const id = await pendingId(gate);
      expect(paid).toEqual([]);
      await alice.approve(id, 'known customer');
      expect(await running).toBe('paid');
      expect(paid).toEqual([{ amount: 5 }]);
      expect((await gate.approvals.get(id)).execution.status).toBe('succeeded');
      const told = (await events()).filter(({ action }) =>
        /^(call|approval|execution)\./.test(String(action)),
      );
      expect(told.map(({ action }) => action)).toEqual([
        'call.decided',
        'approval.requested',
        'approval.voted',
        'approval.approved',
        'execution.claimed',
        'execution.succeeded',
      ]);
    });

    test('I01, A01: that is allowed just runs, and a blocked one never', async () => {
      const { gate } = await open(POLICY);
      expect(await gate.withTool({ tool: 'read', param: { id: 1 } }, ({ id }) => id)).toBe(1);
      const passage = await gate.gate({ tool: 'read' });
      expect(passage.approvalId).toBeUndefined();
      await passage.report({ outcome: 'succeeded' });
      const { run, runs } = counted();
      await expect(gate.withTool({ tool: 'drop' }, run)).rejects.toMatchObject({
        name: 'BlockedError',
        code: 'gate/blocked',
        message: 'Never.',
        approvalId: undefined,
        decision: { decision: 'block', rule: { kind: 'block', pattern: 'drop' } },
      });
      expect(runs()).toBe(0);
    });

    test('I01: that cannot be read is blocked', async () => {
      const { gate } = await open(POLICY);
      const { run, runs } = counted();
      const wrong = [
        { tool: '' },
        { tool: 'read', param: { big: 2 ** 53 } },
        { tool: 'read', param: { of: () => 1 } },
        { tool: 'read', idempotencyKey: '' },
        { tool: 'read', approvalTimeoutMs: Number.NaN },
      ];
      for (const call of wrong) {
        await expect(gate.withTool(call, run)).rejects.toMatchObject({
          code: 'gate/blocked',
          decision: { decision: 'block', errors: [{ code: 'call/malformed' }] },
        });
        expect((await gate.canI(call)).decision).toBe('block');
        expect((await gate.request(call)).decision.decision).toBe('block');
      }
      expect(runs()).toBe(0);
    });

    test('A10, A14: runs with the arguments as they were when it was asked for', async () => {
      const { gate, reviewer } = await open(POLICY);
      const param = { amount: 5, to: { name: 'rita' } };
      let given: unknown;
      const running = gate.withTool({ tool: 'pay', param }, (one) => {
        given = one;
      });
      param.amount = 5_000;
      param.to.name = 'mallory';
      const id = await pendingId(gate);
      expect((await gate.approvals.get(id)).param).toEqual({ amount: 5, to: { name: 'rita' } });
      await (await reviewer('alice')).approve(id);
      await running;
      expect(given).toEqual({ amount: 5, to: { name: 'rita' } });
      expect(Object.isFrozen(given)).toBe(true);
    });

    test('A10: an allowed one runs with its copy as well', async () => {
      const { gate } = await open(POLICY);
      const param = { id: 1 };
      const running = gate.withTool({ tool: 'read', param }, (one) => one['id']);
      param.id = 2;
      expect(await running).toBe(1);
    });

    test('A10: is shown with arguments of any name, as they will run', async () => {
      const { gate, reviewer } = await open(POLICY);
      const param = JSON.parse(
        '{"__proto__":{"amount":1},"constructor":2,"toJSON":3,"ö\\u0000":4}',
      );
      let given: unknown;
      const running = gate.withTool({ tool: 'pay', param }, (one) => {
        given = one;
      });
      const id = await pendingId(gate);
      const { param: shown } = await gate.approvals.get(id);
      expect(JSON.stringify(shown)).toBe(JSON.stringify(param));
      await (await reviewer('alice')).approve(id);
      await running;
      expect(JSON.stringify(given)).toBe(JSON.stringify(param));
    });

    test('A14: without arguments is marked, and people see that', async () => {
      const { gate, reviewer } = await open(POLICY);
      const running = gate.withTool({ tool: 'pay' }, (param) => param);
      const id = await pendingId(gate);
      expect(await gate.approvals.get(id)).toMatchObject({ unbound: true, param: {} });
      await (await reviewer('alice')).approve(id);
      expect(await running).toEqual({});
      const bound = await gate.request({ tool: 'pay', param: {} });
      expect(bound.approval?.unbound).toBe(false);
    });

    test('A11: several of one run wait on their own, at once', async () => {
      const { gate, reviewer } = await open(POLICY);
      const calls = Array.from({ length: 20 }, (_, amount) => amount);
      const running = calls.map((amount) =>
        gate
          .withTool({ tool: 'pay', param: { amount }, runId: 'run-1' }, (param) => param['amount'])
          .catch((error: { code: string }) => error.code),
      );
      while ((await gate.approvals.list({ status: 'pending' })).length < calls.length) {
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      const requests = await gate.approvals.list({ run: 'run-1' });
      expect(new Set(requests.map(({ id }) => id)).size).toBe(calls.length);
      const alice = await reviewer('alice');
      for (const { id, param } of requests) {
        if (Number(param['amount']) % 2 === 0) await alice.approve(id);
        else await alice.reject(id);
      }
      expect(await Promise.all(running)).toEqual(
        calls.map((amount) => (amount % 2 === 0 ? amount : 'gate/rejected')),
      );
    });
  });

  describe('an approved call', () => {
    test('A14: is the one that was approved: other arguments do not run', async () => {
      const { gate, id } = await approved();
      for (const other of [
        { tool: 'pay', param: { amount: 6 } },
        { tool: 'pay', param: { amount: 5, more: null } },
        { tool: 'Pay', param: { amount: 5 } },
        { ...PAY, context: { tier: 'gold' } },
        { tool: 'pay', param: { amount: () => 5 } },
      ]) {
        await expect(gate.approvals.claim(id, other)).rejects.toMatchObject({
          name: 'ConflictError',
          code: 'approval/digest-mismatch',
        });
      }
      expect((await gate.approvals.claim(id, PAY)).execution.status).toBe('executing');
    });

    test('A14: is the same in another order, in another run, with another spelling', async () => {
      const { gate, reviewer } = await open(POLICY);
      const call = {
        tool: { name: 'pay', server: 's', riskLevel: 'high', annotations: { a: 1 } },
        param: { a: 1, b: 2 },
      };
      const id = (await gate.request(call)).approval?.id ?? '';
      await (await reviewer('alice')).approve(id);
      const tool = { name: 'pay', server: 's', risk_level: 'high', annotations: { a: 1 } };
      await gate.approvals.claim(id, { tool, param: { b: 2, a: 1 }, runId: 'r' });
    });

    test('A14: is claimed once, by one of many', async () => {
      const { gate, another, id } = await approved();
      const other = await another();
      const claims = await Promise.allSettled(
        [gate, other, gate, other, gate].map((one) => one.approvals.claim(id, PAY)),
      );
      expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(claims.filter(({ status }) => status === 'rejected')).toMatchObject(
        Array.from({ length: 4 }, () => ({ reason: { code: 'approval/already-claimed' } })),
      );
    });

    test('A14: that today blocks is told as a block', async () => {
      const policy =
        'approval:\n  tools: [pay]\nblock:\n  tools:\n    - pay: now > timestamp("2026-01-05T09:10:00Z")\n';
      const { gate, clock, reviewer } = await open(policy);
      const alice = await reviewer('alice');
      const { run, runs } = counted();
      const running = gate.withTool({ ...PAY, idempotencyKey: 'k' }, run).catch((e) => e);
      const id = await pendingId(gate);
      clock.advance(600_001);
      await alice.approve(id);
      expect(await running).toMatchObject({ name: 'BlockedError', approvalId: id });
      expect((await gate.approvals.get(id)).execution.status).toBe('void');
      expect(runs()).toBe(0);
    });

    test('A14: claim() and report() by id', async () => {
      const { gate, id } = await approved();
      await expect(gate.approvals.report(id, { outcome: 'succeeded' })).rejects.toMatchObject({
        code: 'approval/claim-lost',
      });
      await gate.approvals.claim(id, PAY);
      const bad: { outcome: 'succeeded' } = JSON.parse('{"outcome":"maybe"}');
      await expect(gate.approvals.report(id, bad)).rejects.toThrow(TypeError);
      await gate.approvals.report(id, { outcome: 'succeeded' });
      expect((await gate.approvals.get(id)).execution.status).toBe('succeeded');
    });

    test('A14: gate() claims, and whoever calls reports, once', async () => {
      const { gate, reviewer } = await open(POLICY);
      const passing = gate.gate(PAY);
      await (await reviewer('alice')).approve(await pendingId(gate));
      const { param, approvalId = '', report } = await passing;
      expect(param).toEqual({ amount: 5 });
      expect((await gate.approvals.get(approvalId)).execution.status).toBe('executing');
      await report({ outcome: 'failed', error: 'no money' });
      expect((await gate.approvals.get(approvalId)).execution).toMatchObject({
        status: 'failed',
        reason: 'no money',
      });
      for (const outcome of ['failed', 'succeeded'] as const) {
        await expect(report({ outcome })).rejects.toMatchObject({ code: 'approval/claim-lost' });
      }
    });

    test('A14: that throws has failed, and its error goes on', async () => {
      const { gate, reviewer, events } = await open(POLICY);
      const boom = new Error('card declined');
      const running = gate
        .withTool(PAY, () => {
          throw boom;
        })
        .catch((error: unknown) => error);
      const id = await pendingId(gate);
      await (await reviewer('alice')).approve(id);
      expect(await running).toBe(boom);
      expect((await gate.approvals.get(id)).execution).toMatchObject({
        status: 'failed',
        reason: 'card declined',
      });
      expect((await events()).at(-1)).toMatchObject({
        action: 'execution.failed',
        details: { outcome: 'failed', error: 'card declined' },
      });
    });

    test('A10: what is hidden of it is hidden in its error, and revealed to a reviewer alone', async () => {
      const { gate, reviewer, events } = await open(POLICY);
      const alice = await reviewer('alice');
      const secret = 'hunter2-hunter2';
      const running = gate
        .withTool({ tool: 'pay', param: { password: secret } }, () => {
          throw new Error(`cannot log in with ${secret}`);
        })
        .catch(() => {});
      const id = await pendingId(gate);
      expect(await alice.reveal(id)).toEqual({ password: secret });
      await alice.approve(id);
      await running;
      expect((await gate.approvals.get(id)).execution.reason).toContain('cannot log in with');
      expect(JSON.stringify(await gate.approvals.get(id))).not.toContain(secret);
      expect(JSON.stringify(await events())).not.toContain(secret);
    });

    test('A15: whose gate is closed while it runs is reported', async () => {
      const { gate, another, id } = await approved();
      await gate.approvals.claim(id, PAY);
      await gate.close();
      await gate.approvals.report(id, { outcome: 'succeeded' });
      const other = await another();
      expect((await other.approvals.get(id)).execution.status).toBe('succeeded');
    });
  });
}
