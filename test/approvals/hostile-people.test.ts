import { describe, expect, test } from 'vitest';
import { gated } from './gated.ts';

const POLICY = 'approval:\n  tools: [pay]\n  quorum: 2\n';

/** One person, as careless or hostile programs may write them. */
const SPELLINGS = [
  'ALICE@example.com',
  'user:alice@example.com',
  'USER:alice@example.com',
  'User:Alice@Example.com',
  'user:user:alice@example.com',
  ' alice@example.com ',
  'alice@example.com\u200b',
  'al\u00adice@example.com',
  '\uff41lice@example.com',
  'user: alice@example.com',
];

describe.each(SPELLINGS)('one person, spelled %j', (spelled) => {
  test('A06: counts once', async () => {
    const { gate } = await gated(POLICY);
    const id = (await gate.request({ tool: 'pay', param: {} })).approval?.id ?? '';
    await gate.approvals.approve(id, { by: { user: 'alice@example.com' } });
    await expect(gate.approvals.approve(id, { by: { user: spelled } })).rejects.toMatchObject({
      code: 'approval/already-voted',
    });
  });

  test('A17: does not approve what was asked for under another spelling', async () => {
    const { gate } = await gated(POLICY);
    for (const [requester, voter] of [
      ['alice@example.com', spelled],
      [spelled, 'alice@example.com'],
    ] as const) {
      const call = { tool: 'pay', param: {}, run: { user: requester } };
      const id = (await gate.request(call)).approval?.id ?? '';
      await expect(gate.approvals.approve(id, { by: { user: voter } })).rejects.toMatchObject({
        code: 'approval/self-approval',
      });
    }
  });
});

test('A06: people whose ids only resemble each other count each', async () => {
  const { gate } = await gated(POLICY);
  const id = (await gate.request({ tool: 'pay', param: {} })).approval?.id ?? '';
  await gate.approvals.approve(id, { by: { user: 'alice@example.com' } });
  const view = await gate.approvals.approve(id, { by: { user: 'alice@example.org' } });
  expect(view.status).toBe('approved');
});
