import { expect, test } from 'vitest';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
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
