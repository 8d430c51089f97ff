import { describe, expect, test } from 'vitest';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { fragileStore } from './fragile-store.ts';
import { eventsOf } from './gated.ts';
import {
  approve,
  captured,
  change,
  HELD,
  hold,
  OPTIONS,
  OTHER,
  policyOf,
  REFUND,
  started,
} from './serving.ts';

describe('a request that is made while the policy changes', () => {
  test('A08: is decided again by the version that is active', async () => {
    const fragile = fragileStore();
    const service = await started(HELD, fragile.store);
    const other = await started(HELD, fragile.store);
    fragile.beforeWrite = async () => {
      fragile.beforeWrite = async () => {};
      await change(other, 'block:\n  tools: [refund]\n');
    };
    const { decision, request } = await service.request(captured(REFUND), OPTIONS);
    expect(decision).toMatchObject({ decision: 'block', policyVersion: other.policy.version });
    expect(request).toBeUndefined();
    expect(service.policy.version).toBe(other.policy.version);
    const decided = (await eventsOf(fragile.store)).filter(
      ({ action }) => action === 'call.decided',
    );
    expect(decided).toMatchObject([{ decision: 'block', policy_version: other.policy.version }]);
  });

  test('A14: is claimed by the version that is active', async () => {
    const fragile = fragileStore();
    const service = await started(HELD, fragile.store);
    const other = await started(HELD, fragile.store);
    const id = await hold(service);
    const { captured: approved } = await approve(service, id, 'alice');
    fragile.beforeWrite = async () => {
      fragile.beforeWrite = async () => {};
      await change(other, 'block:\n  tools: [refund]\n');
    };
    await expect(service.claim(id, approved.digest, 1_000)).rejects.toMatchObject({
      code: 'approval/void',
    });
  });
});

describe('several nodes', () => {
  test('A08: one activates, the other adopts what it finds in the store', async () => {
    const store = openMemoryStore();
    const [one, two] = [await started(HELD, store), await started(HELD, store)];
    await change(one, OTHER);
    expect(two.policy.version).not.toBe(one.policy.version);
    expect(await two.request(captured(REFUND), OPTIONS)).toMatchObject({
      decision: { decision: 'allow', policyVersion: one.policy.version },
    });
    expect(two.policy.version).toBe(one.policy.version);
  });

  test('A08: both see the same change: it happens once', async () => {
    const store = openMemoryStore();
    const [one, two] = [await started(HELD, store), await started(HELD, store)];
    await hold(one);
    const activations = await Promise.all(
      [one, two].map((service) => service.activate(policyOf(OTHER), service.policy.version)),
    );
    expect(activations).toEqual([
      { status: 'activated', resolved: 1 },
      { status: 'active-already' },
    ]);
    const events = (await eventsOf(store)).map(({ action }) => action);
    expect(events.filter((action) => action === 'approval.approved')).toHaveLength(1);
    expect(events.filter((action) => action === 'policy.activated')).toHaveLength(2);
  });

  test('A08: a start with an old version does not bring it back', async () => {
    const store = openMemoryStore();
    const one = await started(HELD, store);
    await change(one, OTHER);
    const late = await started(HELD, store);
    expect(late.policy.version).toBe(one.policy.version);
    expect((await store.activePolicy())?.version).toBe(one.policy.version);
  });

  test('A08: a start with a version that was never active activates it', async () => {
    const store = openMemoryStore();
    const one = await started(HELD, store);
    const id = await hold(one);
    const two = await started(OTHER, store);
    expect((await store.activePolicy())?.version).toBe(two.policy.version);
    expect((await one.reviews.find(id)).resolution.status).toBe('approved');
  });

  test('A08: a node that has not seen the latest version does not bring an older one back', async () => {
    const store = openMemoryStore();
    const [one, two] = [await started(HELD, store), await started(HELD, store)];
    const first = policyOf(HELD);
    await change(one, OTHER);
    await change(one, 'default: require_approval\n');
    expect(await two.activate(policyOf(OTHER), first.version)).toEqual({
      status: 'superseded',
      active: one.policy.version,
    });
    expect(two.policy.version).toBe(one.policy.version);
  });

  test('A08: files that are changed back bring the older version back', async () => {
    const store = openMemoryStore();
    const service = await started(HELD, store);
    await change(service, OTHER);
    expect(await service.activate(policyOf(HELD), service.policy.version)).toMatchObject({
      status: 'activated',
    });
    expect((await store.activePolicy())?.version).toBe(policyOf(HELD).version);
  });
});
