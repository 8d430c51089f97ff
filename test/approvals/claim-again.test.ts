import { describe, expect, test } from 'vitest';
import { openMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { manualClock } from '../support/manual-clock.ts';
import { eventsOf } from './gated.ts';
import { approve, HELD, hold, REFUND, started } from './serving.ts';

const OWN = `clm_${'0123456789abcdef'.repeat(2)}`;
const OTHER = `clm_${'f'.repeat(32)}`;
const MINUTE = 60_000;

/** A service with an approved request on it. */
async function approved(call = REFUND) {
  const [store, clock] = [openMemoryStore(), manualClock()];
  const service = await started(HELD, store, clock);
  const id = await hold(service, call);
  const { captured } = await approve(service, id, 'bob');
  const claim = (claimId?: string) => service.claim(id, captured.digest, MINUTE, claimId);
  return { store, clock, service, id, claim };
}

describe('a claim with an id of its own', () => {
  test('A14, A15: is the same claim when it is claimed again, and nothing is written', async () => {
    const { store, clock, id, claim } = await approved();
    const first = await claim(OWN);
    expect(first.claimId).toBe(OWN);
    const { seq } = await store.logHead();
    clock.advance(MINUTE - 1);
    expect(await claim(OWN)).toEqual(first);
    expect((await store.logHead()).seq).toBe(seq);
    expect(await store.request(id)).toEqual(first.request);
    const claims = (await eventsOf(store)).filter(({ action }) => action === 'execution.claimed');
    expect(claims).toHaveLength(1);
  });

  test.each([OTHER, undefined])('A14: is not shared with a claim of id %s', async (other) => {
    const { claim } = await approved();
    await claim(OWN);
    await expect(claim(other)).rejects.toMatchObject({ code: 'approval/already-claimed' });
  });

  test('A14: of many at once with other ids, one wins, and can say so again', async () => {
    const { claim } = await approved();
    const ids = Array.from({ length: 20 }, (_, at) => `clm_${String(at).padStart(32, '0')}`);
    const twice = [...ids, ...ids];
    const results = await Promise.allSettled(twice.map(claim));
    const won = results.flatMap((one) => (one.status === 'fulfilled' ? [one.value.claimId] : []));
    expect(new Set(won).size).toBe(1);
    expect(won).toHaveLength(2);
  });

  test('A14: is over when its lease has lapsed, or its call was reported', async () => {
    const lapsed = await approved();
    await lapsed.claim(OWN);
    lapsed.clock.advance(MINUTE);
    await expect(lapsed.claim(OWN)).rejects.toMatchObject({ code: 'approval/already-claimed' });
    const reported = await approved();
    await reported.claim(OWN);
    await reported.service.reportClaim(reported.id, OWN, 'succeeded', null);
    await expect(reported.claim(OWN)).rejects.toMatchObject({ code: 'approval/already-claimed' });
  });

  test.each([
    '',
    'clm_',
    'clm_1',
    OWN.toUpperCase(),
    `${OWN}0`,
    `${OWN}\n`,
    ` ${OWN}`,
    OWN.replace('clm_', 'apr_'),
    `clm_${'g'.repeat(32)}`,
  ])('A14: needs an id that looks like one: %j does not', async (claimId) => {
    const { store, id, claim } = await approved();
    await expect(claim(claimId)).rejects.toThrow(TypeError);
    expect((await store.request(id))?.execution.status).toBe('unclaimed');
  });
});

describe('a claim that is known by its id alone', () => {
  test('A14: is renewed and reported', async () => {
    const { clock, service, id, claim } = await approved();
    await claim(OWN);
    clock.advance(MINUTE - 1);
    expect((await service.renewClaim(id, OWN, MINUTE)).execution.status).toBe('executing');
    clock.advance(MINUTE - 1);
    const { execution } = await service.reportClaim(id, OWN, 'failed', 'no luck');
    expect(execution).toMatchObject({ status: 'failed', error: 'no luck', claimId: OWN });
    await service.reportClaim(id, OWN, 'failed', 'no luck');
  });

  test('A14: of another is none', async () => {
    const { service, id, claim } = await approved();
    await claim(OWN);
    const lost = { code: 'approval/claim-lost' };
    await expect(service.renewClaim(id, OTHER, MINUTE)).rejects.toMatchObject(lost);
    await expect(service.reportClaim(id, OTHER, 'succeeded', null)).rejects.toMatchObject(lost);
    await expect(service.reportClaim('apr_no', OWN, 'failed', null)).rejects.toMatchObject({
      code: 'approval/not-found',
    });
  });

  test('A10: hides in the failure what is hidden of the call, and cuts what is long', async () => {
    const call = { tool: 'refund', param: { password: 'hunter2-hunter2' } };
    const { service, id, claim } = await approved(call);
    await claim(OWN);
    const error = `wrong: hunter2-hunter2 ${'x'.repeat(10_000)}`;
    const { execution } = await service.reportClaim(id, OWN, 'failed', error);
    const kept = 'error' in execution ? (execution.error ?? '') : '';
    expect(kept).toMatch(/^wrong: /);
    expect(kept).not.toContain('hunter2');
    expect(kept.length).toBeLessThan(5_000);
  });
});
