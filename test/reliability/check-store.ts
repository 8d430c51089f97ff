import { expect } from 'vitest';
import type { ApprovalRequest } from '../../src/approvals/request.ts';
import type { Store } from '../../src/approvals/store.ts';
import { exportLog } from '../../src/audit/export.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { canonicalJson } from '../../src/json/canonical.ts';
import { type Acknowledged, NO_RENEWALS, type Renewals, type Run } from './acknowledged.ts';
import { type LoggedEvent, type Replayed, replay, type Told } from './replay.ts';

const ALL = 10_000_000;

/** What a store was found to hold. */
export interface Checked {
  readonly requests: ReadonlyMap<string, ApprovalRequest>;
  readonly log: Replayed;
  readonly entries: number;
}

/**
 * Checks a store that nobody writes to at the moment against everything that is known of it: its log is
 * one unbroken chain, its requests are what the log tells, what was acknowledged is there, and every run of
 * the tool has the one claim of its request.
 */
export async function checkStore(
  store: Store,
  acknowledged: Acknowledged,
  runs: readonly Run[],
): Promise<Checked> {
  const lines: string[] = [];
  for await (const line of exportLog(store)) lines.push(line);
  const verified = await verifyLog(lines);
  if (!verified.ok) throw new Error(JSON.stringify(verified));
  expect(verified.head).toEqual(await store.logHead());
  const events = lines.flatMap((line): LoggedEvent[] => {
    const { event } = JSON.parse(line) as { readonly event?: LoggedEvent };
    return event === undefined ? [] : [event];
  });
  expect(events).toHaveLength(verified.entries);
  const log = replay(events);
  const stored = await store.list({}, ALL);
  const requests = new Map(stored.map((request) => [request.id, request]));
  expect(requests.size).toBe(log.requests.size);
  for (const told of log.requests.values()) {
    expectSame(requests.get(told.id), told, acknowledged.renewals.get(told.id) ?? NO_RENEWALS);
  }
  expect((await store.notices(ALL)).length).toBe(log.notices);
  const version = log.activations.at(-1);
  expect(await store.activePolicy()).toEqual(
    version === undefined ? undefined : { version, generation: log.activations.length },
  );
  expectKeysOnce(stored);
  expectAcknowledged(acknowledged, requests, log);
  expectRunsOnce(runs, requests, acknowledged);
  return { requests, log, entries: verified.entries };
}

/** A renewal leaves no event, but a revision; one that was not acknowledged may have taken place. */
function expectSame(request: ApprovalRequest | undefined, told: Told, renewals: Renewals): void {
  const { resolution, execution, votes } = request ?? {};
  const ended = resolution === undefined || resolution.status === 'pending' ? null : resolution;
  const seen = {
    id: request?.id,
    resolution: resolution?.status,
    resolvedBy: ended?.resolvedBy ?? null,
    resolvedAt: ended === null ? null : new Date(ended.at).toISOString(),
    execution: execution?.status,
    votes: Object.fromEntries((votes ?? []).map(({ voter, choice }) => [voter.id, choice])),
    lateReport: execution?.status === 'ambiguous' && execution.lateReport !== null,
    claims: execution !== undefined && 'claimId' in execution ? 1 : 0,
    resolutions: ended === null ? 0 : 1,
  };
  const { changes, unclear, votes: toldVotes, ...rest } = told;
  // far quicker than the matcher, which is left to say what differs
  const wanted = { ...rest, votes: Object.fromEntries(toldVotes) };
  if (!isSame(seen, wanted)) expect(seen).toEqual(wanted);
  const more = (request?.revision ?? 0) - changes;
  if (more < renewals.done || more > renewals.tried + unclear) {
    const message = `has ${more} changes without an event: ${JSON.stringify(renewals)}`;
    throw new Error(`\`${told.id}\` ${message}`);
  }
}

const isSame = (one: object, other: object): boolean => canonicalJson(one) === canonicalJson(other);

function expectKeysOnce(stored: readonly ApprovalRequest[]): void {
  const keys = stored.map(({ agentId, idempotencyKey }) => `${agentId} ${idempotencyKey}`);
  expect(new Set(keys).size).toBe(keys.length);
}

function expectAcknowledged(
  acknowledged: Acknowledged,
  requests: ReadonlyMap<string, ApprovalRequest>,
  log: Replayed,
): void {
  const lost: string[] = [];
  for (const [key, id] of acknowledged.requests) {
    const request = requests.get(id);
    if (`${request?.agentId} ${request?.idempotencyKey}` !== key) lost.push(`request ${key} ${id}`);
  }
  for (const { id, voter, choice } of acknowledged.votes) {
    const votes = requests.get(id)?.votes ?? [];
    // whoever approved may have rejected later
    if (!votes.some((vote) => vote.voter.id === voter && isOrWas(vote.choice, choice)))
      lost.push(`vote ${id} ${voter} ${choice}`);
  }
  for (const [id, status] of acknowledged.resolved)
    if (requests.get(id)?.resolution.status !== status) lost.push(`resolution ${id} ${status}`);
  for (const [id, claimId] of acknowledged.claims)
    if (claimOf(requests.get(id)) !== claimId) lost.push(`claim ${id} ${claimId}`);
  for (const [id, { claimId, outcome }] of acknowledged.reports) {
    const { execution } = requests.get(id) ?? {};
    const late = execution?.status === 'ambiguous' ? execution.lateReport?.outcome : undefined;
    if ((late ?? execution?.status) !== outcome || claimOf(requests.get(id)) !== claimId)
      lost.push(`report ${id} ${outcome}`);
  }
  expect(lost).toEqual([]);
  expect(countsOf(log.activations)).toMatchObject(atLeast(acknowledged.activations, log));
  expect(log.decided).toBeGreaterThanOrEqual(acknowledged.decided + log.requests.size);
}

const isOrWas = (now: string, then: string): boolean => now === then || now === 'reject';

const countsOf = (versions: readonly string[]): Record<string, boolean> =>
  Object.fromEntries(versions.map((version) => [version, true]));

/** Every activation that was acknowledged stands in the log as often, or more often. */
function atLeast(versions: readonly string[], log: Replayed): Record<string, boolean> {
  const count = (list: readonly string[], version: string): number =>
    list.filter((one) => one === version).length;
  return Object.fromEntries(
    [...new Set(versions)].map((version) => [
      version,
      count(log.activations, version) >= count(versions, version),
    ]),
  );
}

/** Nothing ran twice, and nothing ran but by the claim that its request has. */
function expectRunsOnce(
  runs: readonly Run[],
  requests: ReadonlyMap<string, ApprovalRequest>,
  acknowledged: Acknowledged,
): void {
  expect(new Set(runs.map(({ id }) => id)).size).toBe(runs.length);
  const astray = runs.filter(({ id, claimId }) => claimOf(requests.get(id)) !== claimId);
  expect(astray).toEqual([]);
  const ran = new Set(runs.map(({ id }) => id));
  expect([...acknowledged.reports.keys()].filter((id) => !ran.has(id))).toEqual([]);
}

const claimOf = (request: ApprovalRequest | undefined): string | undefined => {
  const { execution } = request ?? {};
  return execution !== undefined && 'claimId' in execution ? execution.claimId : undefined;
};
