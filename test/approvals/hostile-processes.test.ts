import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { PolicySources } from '../../src/policy/version.ts';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { gated } from './gated.ts';

const NEWER: PolicySources = {
  documents: [{ name: 'a.yaml', text: 'block: { tools: [pay] }\nof_a_later_version: true\n' }],
  catalogs: [],
  agentFile: false,
};

test('A13: what the active policy says that this process cannot read is not replaced by an older policy', async () => {
  const store = openMemoryStore();
  const { gate } = await gated('approval:\n  tools: [other]\n', {
    store,
    failureMode: 'fail_open',
  });
  const call = { tool: 'pay', param: {} };
  expect(await gate.withTool(call, () => 'ran')).toBe('ran');
  await store.write(async (tx) => tx.activate('sha256:newer', NEWER, 0));
  await expect(gate.withTool(call, () => 'ran')).rejects.toMatchObject({
    code: 'gate/unreachable',
  });
  // nor when nothing can be asked any more
  await store.close();
  await expect(gate.withTool(call, () => 'ran')).rejects.toMatchObject({
    code: 'gate/unreachable',
  });
});

test('A14: a gate that is closed renews no claim that comes late', async () => {
  const { gate, store } = await gated('approval:\n  tools: [pay]\n', { leaseMs: 30 });
  const call = { tool: 'pay', param: {} };
  const id = (await gate.request(call)).approval?.id ?? '';
  await gate.approvals.approve(id, { by: { user: 'alice' } });
  await gate.close();
  await gate.approvals.claim(id, call);
  const claimed = await store.request(id);
  await sleep(100);
  expect(await store.request(id)).toEqual(claimed);
  await gate.approvals.report(id, { outcome: 'succeeded' });
});
