import { expect, test } from 'vitest';
import { StoreError } from '../../src/approvals/store.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { fragileStore } from '../approvals/fragile-store.ts';
import { eventsOf } from '../approvals/gated.ts';
import { change, HELD, OTHER, started } from '../approvals/serving.ts';

test('I17: a call that cannot be read is refused by the version that is in force, whichever node activated it', async () => {
  const store = openMemoryStore();
  const [one, two] = [await started(HELD, store), await started(HELD, store)];
  await change(one, OTHER);
  const { decision, policyVersion } = await two.refuseMalformed({}, 'no tool is named');
  expect({ decision, policyVersion }).toEqual({
    decision: 'block',
    policyVersion: one.policy.version,
  });
  const [last] = (await eventsOf(store)).toReversed();
  expect(last).toMatchObject({ action: 'call.decided', policy_version: one.policy.version });
});

test('I17: a refusal that cannot be written at once keeps the version that was in force then', async () => {
  const fragile = fragileStore();
  const [one, two] = [await started(HELD, fragile.store), await started(HELD, fragile.store)];
  const before = one.policy.version;
  fragile.beforeWrite = async () => {
    throw new StoreError('store/locked', 'another node takes too long');
  };
  await two.refuseMalformed({}, 'no tool is named');
  fragile.beforeWrite = async () => {};
  await change(one, OTHER);
  await two.close();
  const decided = (await eventsOf(fragile.store)).filter(({ action }) => action === 'call.decided');
  expect(decided).toMatchObject([{ policy_version: before, details: { recorded_late: true } }]);
});
