import { describe, expect, test } from 'vitest';
import { isDeclined } from '../../src/approvals/gate/declined.ts';
import { ADAPTING, counted, type OpenGate, PAY, POLICY } from './gate-under-test.ts';
import { pendingId } from './gated.ts';

const HOUR = 3_600_000;

/** How a wait ends. */
export function waitSuite(open: OpenGate): void {
  describe('a call that waits', () => {
    test('A01, A05: fails with the reason of whoever rejected it', async () => {
      const { gate, reviewer } = await open(POLICY);
      const { run, runs } = counted();
      const outcome = gate.withTool(PAY, run).catch((error: unknown) => error);
      const id = await pendingId(gate);
      await (await reviewer('alice')).reject(id, 'too much');
      expect(await outcome).toMatchObject({
        name: 'RejectedError',
        code: 'gate/rejected',
        status: 'rejected',
        reason: 'too much',
        message: 'the call was rejected: too much',
        approvalId: id,
      });
      expect(runs()).toBe(0);
      expect((await gate.approvals.get(id)).resolution).toMatchObject({
        resolvedBy: 'user:alice',
        reason: 'too much',
      });
    });

    test('A02, A03: expires at its deadline, with the reason', async () => {
      const { gate, clock, events } = await open(POLICY);
      const { run, runs } = counted();
      const outcome = gate.withTool(PAY, run).catch((error: unknown) => error);
      const id = await pendingId(gate);
      clock.advance(HOUR);
      expect(await outcome).toMatchObject({ name: 'ApprovalTimeoutError', code: 'gate/expired' });
      expect(runs()).toBe(0);
      expect(await gate.approvals.getStatus(id)).toBe('expired');
      expect((await events()).at(-1)).toMatchObject({
        action: 'approval.expired',
        reason: 'approval_timeout',
        wait_ms: HOUR,
      });
    });

    test('A16: fails when a person cancels it, and says who to the log', async () => {
      const { gate, reviewer, events } = await open(ADAPTING);
      const { run, runs } = counted();
      const outcome = gate.withTool(PAY, run).catch((error: unknown) => error);
      const id = await pendingId(gate);
      await (await reviewer('olga')).cancel(id, 'wrong order');
      expect(await outcome).toMatchObject({
        name: 'RejectedError',
        code: 'gate/cancelled',
        reason: 'wrong order',
      });
      expect(runs()).toBe(0);
      expect((await events()).at(-1)).toMatchObject({
        action: 'approval.cancelled',
        person: 'user:olga',
        reason: 'wrong order',
      });
      await expect(gate.approvals.claim(id, PAY)).rejects.toMatchObject({
        code: 'approval/not-approved',
        message: expect.stringMatching(/cancelled already by `user:olga` at .*: wrong order/),
      });
    });

    test('A05: waits for every person that the policy asks for', async () => {
      const { gate, reviewer } = await open(
        'approval:\n  tools: [pay]\n  approvers: ["group:finance"]\n  quorum: 2\n',
      );
      const running = gate.withTool(PAY, () => 'paid');
      const id = await pendingId(gate);
      const stranger = await reviewer('mallory');
      await expect(stranger.approve(id)).rejects.toMatchObject({
        name: 'ConflictError',
        code: 'approval/not-eligible',
      });
      const alice = await reviewer('alice', 'finance');
      await alice.approve(id);
      await expect(alice.approve(id)).rejects.toMatchObject({ code: 'approval/already-voted' });
      expect(await gate.approvals.getStatus(id)).toBe('pending');
      await (await reviewer('bob', 'finance')).approve(id);
      expect(await running).toBe('paid');
      expect((await gate.approvals.get(id)).requirements).toEqual([
        {
          approvers: ['group:finance'],
          quorum: 2,
          approvedBy: ['user:alice', 'user:bob'],
          met: true,
        },
      ]);
    });
  });

  describe('on_rejection: continue', () => {
    test('A04: the agent gets the reason in place of a result', async () => {
      const { gate, reviewer } = await open(ADAPTING);
      const { run, runs } = counted();
      const outcome = gate.withTool(PAY, run);
      const id = await pendingId(gate);
      await (await reviewer('alice')).reject(id, 'too much');
      const declined = await outcome;
      expect(isDeclined(declined)).toBe(true);
      expect(declined).toMatchObject({ status: 'rejected', reason: 'too much', approvalId: id });
      expect(runs()).toBe(0);
    });

    test('A04: as on expiry', async () => {
      const { gate, clock } = await open(ADAPTING);
      const outcome = gate.withTool(PAY, counted().run);
      await pendingId(gate);
      clock.advance(HOUR);
      const declined = await outcome;
      expect(isDeclined(declined)).toBe(true);
      expect(declined).toMatchObject({ status: 'expired', reason: 'approval_timeout' });
    });

    test('A04: gate() throws in any case', async () => {
      const { gate, reviewer } = await open(ADAPTING);
      const outcome = gate.gate(PAY).catch((error: unknown) => error);
      await (await reviewer('alice')).reject(await pendingId(gate), 'no');
      expect(await outcome).toMatchObject({ name: 'RejectedError', reason: 'no' });
    });

    test('A04: never stands in for a block or for a caller that gives up', async () => {
      const { gate } = await open(ADAPTING);
      const { run, runs } = counted();
      await expect(gate.withTool({ tool: 'drop' }, run)).rejects.toMatchObject({
        code: 'gate/blocked',
      });
      await expect(gate.withTool({ ...PAY, approvalTimeoutMs: 5 }, run)).rejects.toMatchObject({
        code: 'gate/timeout',
      });
      expect(runs()).toBe(0);
    });
  });

  describe('approvals.wait', () => {
    test('A02: several wait for one, and each learns how it ended', async () => {
      const { gate, reviewer } = await open(POLICY);
      const { approval } = await gate.request(PAY);
      const approvalId = approval?.id ?? '';
      const waiting = Array.from({ length: 10 }, () => gate.approvals.wait({ approvalId }));
      await (await reviewer('alice')).approve(approvalId);
      expect(new Set(await Promise.all(waiting))).toEqual(new Set(['approved']));
      expect((await gate.approvals.get(approvalId)).execution.status).toBe('unclaimed');
      expect(await gate.approvals.wait({ approvalId, timeoutMs: 0 })).toBe('approved');
    });

    test('A02: says timeout, which is no state of the request', async () => {
      const { gate } = await open(POLICY);
      const approvalId = (await gate.request(PAY)).approval?.id ?? '';
      for (const timeoutMs of [5, 0, -1]) {
        expect(await gate.approvals.wait({ approvalId, timeoutMs })).toBe('timeout');
      }
      expect(await gate.approvals.getStatus(approvalId)).toBe('pending');
    });

    test.each([
      ['rejected', 'reject'],
      ['cancelled', 'cancel'],
    ] as const)('A02: says %s', async (status, act) => {
      const { gate, reviewer } = await open(POLICY);
      const approvalId = (await gate.request(PAY)).approval?.id ?? '';
      const waiting = gate.approvals.wait({ approvalId });
      await (await reviewer('alice'))[act](approvalId);
      expect(await waiting).toBe(status);
    });

    test('A02: ends with the reason of a signal, and leaves the request', async () => {
      const { gate } = await open(POLICY);
      const approvalId = (await gate.request(PAY)).approval?.id ?? '';
      const stop = new AbortController();
      const waiting = gate.approvals.wait({ approvalId, signal: stop.signal });
      stop.abort(new Error('stopped'));
      await expect(waiting).rejects.toThrow('stopped');
      expect(await gate.approvals.getStatus(approvalId)).toBe('pending');
    });

    test('A02: there is nothing to wait for, to see, to claim or to withdraw', async () => {
      const { gate } = await open(POLICY);
      const { approvals } = gate;
      for (const id of ['apr_x', '..', 'a/b?c']) {
        for (const asked of [
          () => approvals.wait({ approvalId: id }),
          () => approvals.get(id),
          () => approvals.claim(id, PAY),
          () => approvals.cancel(id),
        ]) {
          await expect(asked()).rejects.toMatchObject({
            name: 'ConflictError',
            code: 'approval/not-found',
          });
        }
      }
    });
  });
}
