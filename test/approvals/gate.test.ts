import { describe, expect, test } from 'vitest';
import { eventsOf, gated, pendingId } from './gated.ts';

const REFUND = `
approval:
  tools:
    - order_tools.process_refund: param.amount > 1000
  timeout: 3600
  message: "Refund of {{ param.amount }} needs a manager."
block:
  tools: [db.drop]
  message: "Never from an agent."
`;

const call = { tool: 'order_tools.process_refund', param: { amount: 1290 } };
const alice = { user: 'alice@example.com' };

describe('a held call', () => {
  test('A01: waits for a person, runs once they approve, and its outcome is recorded', async () => {
    const { gate, store } = await gated(REFUND);
    const refunded: unknown[] = [];
    const running = gate.withTool(call, (param) => {
      refunded.push(param);
      return 'refunded';
    });
    const id = await pendingId(gate);
    expect(refunded).toEqual([]);
    await gate.approvals.approve(id, { by: alice, reason: 'known customer' });
    expect(await running).toBe('refunded');
    expect(refunded).toEqual([{ amount: 1290 }]);
    expect((await gate.approvals.get(id)).execution.status).toBe('succeeded');
    expect((await eventsOf(store)).map(({ action }) => action)).toEqual([
      'log.created',
      'policy.activated',
      'call.decided',
      'approval.requested',
      'approval.voted',
      'approval.approved',
      'execution.claimed',
      'execution.succeeded',
    ]);
  });
});
