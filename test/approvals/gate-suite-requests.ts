import { describe, expect, test } from 'vitest';
import { type OpenGate, PAY, POLICY } from './gate-under-test.ts';

/** What is told of calls and requests, in one form wherever they are decided. */
export function requestSuite(open: OpenGate): void {
  describe('what is told', () => {
    test('P11: canI() decides, and leaves no trace', async () => {
      const { gate, events } = await open(POLICY);
      const before = await events();
      expect((await gate.canI({ tool: 'read' })).decision).toBe('allow');
      expect(await gate.canI({ tool: 'drop' })).toMatchObject({
        decision: 'block',
        mode: 'enforce',
        message: 'Never.',
        errors: [],
      });
      const held = await gate.canI(PAY);
      expect(held).toMatchObject({
        decision: 'require_approval',
        rule: { kind: 'approval', pattern: 'pay', file: 'policy.yaml', line: 3 },
        approval: {
          timeoutMs: 3_600_000,
          onRejection: 'fail',
          allowSelfApproval: false,
          requirements: [{ approvers: [], quorum: 1 }],
          escalations: [],
          notify: [],
          onPolicyChange: 'resolve',
        },
        policyVersion: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      });
      expect(await gate.approvals.list()).toEqual([]);
      expect(await events()).toEqual(before);
    });

    test('I01: an error of a condition comes with its place', async () => {
      const { gate } = await open('block:\n  tools:\n    - pay: param.amuont > 5\n');
      const { decision, errors } = await gate.canI(PAY);
      expect(decision).toBe('block');
      expect(errors).toMatchObject([
        {
          code: 'condition/no-such-field',
          rule: { kind: 'block', condition: 'param.amuont > 5' },
          span: { line: 3, endLine: 3 },
        },
      ]);
    });

    test('I01: what monitored documents would do is told, and binds nobody', async () => {
      const { gate } = await open('mode: monitor\nblock:\n  tools: [pay]\n');
      const decision = await gate.canI(PAY);
      expect(decision).toMatchObject({
        decision: 'allow',
        mode: 'monitor',
        wouldBe: { decision: 'block', rule: { kind: 'block', pattern: 'pay' } },
      });
      expect(await gate.withTool(PAY, () => 'paid')).toBe('paid');
    });

    test('I01: a request has the same form everywhere', async () => {
      const { gate, clock, reviewer } = await open(
        'approval:\n  tools: [pay]\n  timeout: 1h\n  message: "{{ param.amount }}, {{ param.password }}"\n',
      );
      const param = { amount: 5, password: 'hunter2-hunter2' };
      const { decision, approval } = await gate.request({ tool: 'pay', param, runId: 'r1' });
      expect(decision.decision).toBe('require_approval');
      const id = approval?.id ?? '';
      expect(approval).toEqual(await gate.approvals.get(id));
      expect(await gate.approvals.list()).toEqual([approval]);
      expect(approval).toMatchObject({
        status: 'pending',
        tool: 'pay',
        server: null,
        run: 'r1',
        unbound: false,
        createdAt: clock.now(),
        deadline: clock.now() + 3_600_000,
        ruling: { rule: { kind: 'approval', pattern: 'pay' }, heldAgainst: null },
        onRejection: 'fail',
        allowSelfApproval: false,
        votes: [],
        resolution: null,
        execution: {
          status: 'waiting',
          claimedAt: null,
          at: null,
          reason: null,
          lateOutcome: null,
        },
      });
      expect(JSON.stringify(approval)).not.toContain('hunter2');
      expect(approval?.param['amount']).toBe(5);
      clock.advance(1_234);
      await (await reviewer('alice')).reject(id, 'no');
      expect(await gate.approvals.get(id)).toMatchObject({
        status: 'rejected',
        votes: [{ voter: 'user:alice', choice: 'reject', reason: 'no', at: clock.now() }],
        resolution: {
          status: 'rejected',
          at: clock.now(),
          code: 'rejected_by_vote',
          resolvedBy: 'user:alice',
          reason: 'no',
        },
      });
    });

    test('I01: lists are filtered, and come in pages, newest first', async () => {
      const { gate, clock, reviewer } = await open('approval:\n  tools: [pay, send]\n');
      const ids: string[] = [];
      for (const [index, tool] of ['pay', 'send', 'pay', 'send', 'pay'].entries()) {
        clock.advance(1_000);
        const { approval } = await gate.request({ tool, param: { index }, runId: `r${index % 2}` });
        ids.unshift(approval?.id ?? '');
      }
      const listed = async (options: Parameters<typeof gate.approvals.list>[0]) =>
        (await gate.approvals.list(options)).map(({ id }) => id);
      expect(await listed({})).toEqual(ids);
      expect(await listed({ limit: 2 })).toEqual(ids.slice(0, 2));
      expect(await listed({ limit: 2, before: ids[1] ?? '' })).toEqual(ids.slice(2, 4));
      expect(await listed({ tool: 'send' })).toEqual([ids[1], ids[3]]);
      expect(await listed({ run: 'r1' })).toEqual([ids[1], ids[3]]);
      await (await reviewer('alice')).approve(ids[0] ?? '');
      expect(await listed({ status: 'approved' })).toEqual([ids[0]]);
      expect(await listed({ execution: 'unclaimed' })).toEqual([ids[0]]);
      expect(await listed({ agent: 'nobody' })).toEqual([]);
    });

    test('A16: what its caller cancels never runs', async () => {
      const { gate, reviewer } = await open(POLICY);
      const id = (await gate.request(PAY)).approval?.id ?? '';
      expect((await gate.approvals.cancel(id, { reason: 'not needed' })).resolution).toMatchObject({
        status: 'cancelled',
        code: 'withdrawn',
        resolvedBy: null,
        reason: 'not needed',
      });
      const alice = await reviewer('alice');
      await expect(alice.approve(id)).rejects.toMatchObject({ code: 'approval/not-pending' });
      await expect(gate.approvals.cancel(id)).rejects.toMatchObject({
        code: 'approval/not-pending',
      });
    });
  });
}
