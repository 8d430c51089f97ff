import { expect } from 'vitest';
import { randomIds } from '../../src/approvals/random-ids.ts';
import type { ApprovalRequest } from '../../src/approvals/request.ts';
import { ApprovalService } from '../../src/approvals/service/approval-service.ts';
import type { Store } from '../../src/approvals/store.ts';
import { storeClock } from '../../src/approvals/store-clock.ts';
import { compiled } from '../support/compiled.ts';
import type { Acknowledged, Run } from './acknowledged.ts';
import { LEASE_MS, PAYMENT_POLICIES } from './payments.ts';

/** Every lease of a dead process has lapsed by then. */
const LAPSED_MS = 5_000;

const VOTERS = ['dora', 'emil', 'fay'] as const;

/**
 * Goes on with a store after all its processes have died: a call that was begun and not reported ends
 * ambiguous and can be claimed by nobody, and a request that was pending is approved, claimed once, and
 * reported. What is done is acknowledged, as by any other process.
 *
 * @param runs takes up the run of the tool
 */
export async function goOn(
  store: Store,
  acknowledged: Acknowledged,
  runs: readonly Run[],
): Promise<Run | undefined> {
  const clock = await storeClock(store);
  const later = { now: () => clock.now() + LAPSED_MS };
  const errors: unknown[] = [];
  const policies = PAYMENT_POLICIES.map((text) => compiled([{ name: 'pay.yaml', text }]));
  const active = (await store.activePolicy())?.version;
  const policy = policies.find(({ version }) => version === active);
  // the first process may have died before it activated anything
  if (policy === undefined) return undefined;
  const service = new ApprovalService(policy, {
    store,
    clock: later,
    ids: randomIds(),
    onError: (error) => errors.push(error),
  });
  await service.sweep();
  await expectNeverAgain(service, store, runs);
  const run = await approveOne(service, store, acknowledged);
  await service.close();
  expect(errors).toEqual([]);
  return run;
}

/** What ran has an outcome, or is ambiguous; and it cannot be claimed again. */
async function expectNeverAgain(
  service: ApprovalService,
  store: Store,
  runs: readonly Run[],
): Promise<void> {
  for (const { id } of runs.slice(-20)) {
    const request = await store.request(id);
    expect(['succeeded', 'failed', 'ambiguous']).toContain(request?.execution.status);
    const digest = request?.captured.digest ?? '';
    await expect(service.claim(id, digest, LEASE_MS)).rejects.toMatchObject({
      name: 'ConflictError',
      code: 'approval/already-claimed',
    });
  }
}

async function approveOne(
  service: ApprovalService,
  store: Store,
  acknowledged: Acknowledged,
): Promise<Run | undefined> {
  const pending = await store.list({ status: 'pending', tool: 'pay.large' }, 1);
  const [request] = pending;
  if (request === undefined) return undefined;
  const { id } = request;
  const approved = await approve(service, id);
  for (const { voter, choice } of approved.votes)
    acknowledged.votes.push({ id, voter: voter.id, choice });
  expect(approved.resolution.status).toBe('approved');
  const { digest } = request.captured;
  const claims = await Promise.allSettled([
    service.claim(id, digest, LEASE_MS),
    service.claim(id, digest, LEASE_MS),
  ]);
  const won = claims.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  expect(won).toHaveLength(1);
  const [claimed] = won;
  if (claimed === undefined) return undefined;
  await service.report(claimed, 'succeeded', null);
  const { claimId } = claimed;
  acknowledged.reports.set(id, { claimId, outcome: 'succeeded' });
  return { id, claimId };
}

async function approve(service: ApprovalService, id: string): Promise<ApprovalRequest> {
  let request = await service.reviews.find(id);
  for (const name of VOTERS) {
    if (request.resolution.status !== 'pending') break;
    const voter = { id: `user:${name}`, groups: [], mayApprove: true, via: 'cli' };
    request = await service.reviews.vote(id, { voter, choice: 'approve', reason: null });
  }
  return request;
}
