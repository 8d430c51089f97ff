import { describe, expect, test } from 'vitest';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { type ManualClock, manualClock } from '../support/manual-clock.ts';
import { approve, change, HELD, hold, OTHER, started, type Texts } from './serving.ts';

describe('a claim after the policy has changed', () => {
  const cells: readonly [string, Texts, 'executing' | 'void'][] = [
    ['the same version runs', `${HELD}  approvers: ["user:alice"]\n`, 'executing'],
    ['one that allows runs', OTHER, 'executing'],
    ['one that blocks voids', 'block:\n  tools: [refund]\n', 'void'],
    [
      'one whose terms the votes meet runs',
      `${HELD}  approvers: ["user:alice", "user:bob"]\n`,
      'executing',
    ],
    ['one whose terms they do not meet voids', `${HELD}  quorum: 2\n`, 'void'],
    ['one whose approvers are others voids', `${HELD}  approvers: ["user:bob"]\n`, 'void'],
    ['one that errs voids by a block', 'block:\n  tools:\n    - refund: param.x > 1\n', 'void'],
  ];
  test.each(cells)('A14: %s', async (_, after, status) => {
    const service = await started(`${HELD}  approvers: ["user:alice"]\n`);
    const id = await hold(service);
    const { captured: approved } = await approve(service, id, 'alice');
    await change(service, after);
    const claimed = service.claim(id, approved.digest, 1_000);
    if (status === 'executing') await claimed;
    else await expect(claimed).rejects.toMatchObject({ code: 'approval/void' });
    const request = await service.reviews.find(id);
    expect(request.execution.status).toBe(status);
    expect(request.resolution.status).toBe('approved');
    if (request.execution.status === 'void') {
      expect(request.execution.reason).toContain(service.policy.version);
    }
  });

  test('A14: what a policy approved, and the next one holds, is void', async () => {
    const service = await started(HELD);
    const id = await hold(service);
    await change(service, OTHER);
    const { captured: approved } = await service.reviews.find(id);
    await change(service, HELD);
    await expect(service.claim(id, approved.digest, 1_000)).rejects.toMatchObject({
      code: 'approval/void',
    });
  });

  test('A14: it is decided at the time of the claim', async () => {
    const clock: ManualClock = manualClock(Date.UTC(2026, 0, 5, 9));
    const evening = `${HELD}block:\n  tools:\n    - refund: now > timestamp("2026-01-05T09:10:00Z")\n`;
    const service = await started(evening, openMemoryStore(), clock);
    const id = await hold(service);
    const { captured: approved } = await approve(service, id, 'alice');
    clock.advance(15 * 60_000);
    await expect(service.claim(id, approved.digest, 1_000)).rejects.toMatchObject({
      code: 'approval/void',
    });
  });
});
