import { describe, expect, test } from 'vitest';
import { counted, type OpenGate, PAY, POLICY } from './gate-under-test.ts';
import { pendingId } from './gated.ts';

const READ = { tool: 'read', param: { id: 1 } };

/** What runs while nothing can be decided. */
export function outageSuite(open: OpenGate): void {
  describe('while nothing can be decided', () => {
    test('A13: nothing runs, which is what gates do unless they are told otherwise', async () => {
      const { gate, fail, mend } = await open(POLICY);
      await fail();
      const { run, runs } = counted();
      for (const call of [READ, PAY]) {
        await expect(gate.withTool(call, run)).rejects.toMatchObject({
          name: 'UnreachableError',
          code: 'gate/unreachable',
        });
        await expect(gate.request(call)).rejects.toMatchObject({ code: 'gate/unreachable' });
        await expect(gate.canI(call)).rejects.toMatchObject({ code: 'gate/unreachable' });
      }
      expect(runs()).toBe(0);
      await mend();
      expect(await gate.withTool(READ, run)).toBe('paid');
    });

    test('A13: failing open, an allowed call runs, and is on record later', async () => {
      const { gate, fail, mend, events } = await open(POLICY, { failureMode: 'fail_open' });
      await fail();
      const { run, runs } = counted();
      expect(await gate.withTool(READ, run)).toBe('paid');
      const passage = await gate.gate(READ);
      await passage.report({ outcome: 'succeeded' });
      expect(runs()).toBe(1);
      await mend();
      const recorded = async () =>
        (await events()).filter(({ action, tool }) => action === 'call.decided' && tool === 'read');
      while ((await recorded()).length < 2) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      expect(await recorded()).toMatchObject([{ decision: 'allow' }, { decision: 'allow' }]);
    });

    test('A13: failing open, what was held does not run when its approval cannot be claimed', async () => {
      const { gate, fail, mend, reviewer } = await open(POLICY, { failureMode: 'fail_open' });
      const id = (await gate.request({ ...PAY, idempotencyKey: 'k' })).approval?.id ?? '';
      await (await reviewer('alice')).approve(id);
      await fail();
      await expect(gate.approvals.claim(id, PAY)).rejects.toThrow();
      await mend();
      expect(await gate.approvals.getStatus(id)).toBe('approved');
    });

    test('A01, A15: a wait goes on by itself once it is mended', async () => {
      const { gate, fail, mend, reviewer } = await open(POLICY);
      const alice = await reviewer('alice');
      const running = gate.withTool(PAY, () => 'paid');
      const id = await pendingId(gate);
      await fail();
      await new Promise((resolve) => setTimeout(resolve, 50));
      await mend();
      await alice.approve(id);
      expect(await running).toBe('paid');
    });
  });
}
