import { isDeepStrictEqual } from 'node:util';
import type { ApprovalRequest } from '../../../src/approvals/request.ts';
import { capturedOf } from './calls.ts';
import { keyOf } from './counting.ts';
import type { Snapshot } from './observed.ts';
import { policyAt } from './policies.ts';
import type { Held, State } from './state.ts';

/** How what is stored differs from what the model says. */
export function differences(state: State, snapshot: Snapshot): readonly string[] {
  const { requests, policyVersion, generation, halted } = snapshot;
  const told = requests.flatMap((request) => {
    const held = state.held.get(request.id);
    if (held === undefined) return [`${request.id}: nobody requested it`];
    return held.mayLag && lags(held, request, state.now) ? [] : unlike(held, request);
  });
  if (requests.length !== state.held.size) told.push('there are not as many requests');
  if (policyVersion !== versionOf(state.active)) told.push('another policy is active');
  if (generation !== state.activations) told.push(`${generation} activations`);
  if (!isDeepStrictEqual(new Set(halted), state.halted)) told.push('others are halted');
  if (new Set(halted).size !== halted.length) told.push('one is halted twice');
  return told;
}

/** Whether the store has not looked at the time yet: what time will make of the request is the same. */
function lags(held: Held, { resolution, deadline, execution }: ApprovalRequest, now: number) {
  if (held.end.status === 'expired') return resolution.status === 'pending' && deadline <= now;
  if (execution.status === 'unclaimed') {
    return held.run.status === 'void' && execution.claimBefore <= now;
  }
  return (
    execution.status === 'executing' &&
    held.run.status === 'ambiguous' &&
    execution.claimId === held.run.claimId &&
    execution.leaseUntil <= now
  );
}

function unlike(held: Held, request: ApprovalRequest): readonly string[] {
  const { resolution, execution, terms } = request;
  const isPending = resolution.status === 'pending';
  const pairs: Readonly<Record<string, readonly [unknown, unknown]>> = {
    agent: [held.want.agent, request.agentId],
    digest: [capturedOf(held.want).digest, request.captured.digest],
    key: [held.key, request.idempotencyKey],
    requesters: [held.requesters, request.requesters],
    'created at': [held.createdAt, request.createdAt],
    deadline: [held.deadline, request.deadline],
    'on rejection': [held.onRejection, terms.onRejection],
    hold: [held.hold, terms.onPolicyChange === 'hold'],
    'self-approval': [held.ask.self, terms.allowSelfApproval],
    requirements: [inOrder(held.ask.requirements), inOrder(terms.requirements)],
    escalations: [inOrder(held.ask.escalations), inOrder(terms.escalations)],
    votes: [held.votes, votesOf(request)],
    status: [held.end.status, resolution.status],
    code: ['code' in held.end ? held.end.code : null, isPending ? null : resolution.code],
    by: ['by' in held.end ? held.end.by : null, isPending ? null : resolution.resolvedBy],
    under: [endedUnder(held), isPending || isExpired(held) ? null : resolution.policyVersion],
    execution: [held.run.status, execution.status],
    'execution details': [runOf(held), executionOf(request)],
  };
  return Object.entries(pairs)
    .filter(([, [expected, stored]]) => !isDeepStrictEqual(expected, stored))
    .map(([name, [expected, stored]]) => {
      return `${held.id}: ${name} is ${JSON.stringify(stored)}, not ${JSON.stringify(expected)}`;
    });
}

/** Which policy was active when the deadline passed is not said: the store looks later. */
const endedUnder = ({ end }: Held): string | null =>
  'under' in end && end.status !== 'expired' ? (versionOf(end.under) ?? null) : null;

const isExpired = ({ end }: Held): boolean => end.status === 'expired';

function runOf({ run }: Held): readonly unknown[] {
  switch (run.status) {
    case 'unclaimed':
      return [run.before];
    case 'executing':
      return [run.claimId, run.until];
    case 'ambiguous':
      return [run.claimId, run.late];
    case 'succeeded':
    case 'failed':
      return [run.claimId];
    default:
      return [];
  }
}

function executionOf({ execution }: ApprovalRequest): readonly unknown[] {
  switch (execution.status) {
    case 'unclaimed':
      return [execution.claimBefore];
    case 'executing':
      return [execution.claimId, execution.leaseUntil];
    case 'ambiguous':
      return [execution.claimId, execution.lateReport?.outcome ?? null];
    case 'succeeded':
    case 'failed':
      return [execution.claimId];
    default:
      return [];
  }
}

const votesOf = ({ votes }: ApprovalRequest): Readonly<Record<string, string>> =>
  Object.fromEntries(votes.map(({ voter, choice }) => [voter.id, choice]));

const inOrder = (list: readonly object[]): readonly string[] =>
  list.map((one) => JSON.stringify(Object.entries(one).sort())).sort();

const versionOf = (active: number | undefined): string | undefined =>
  active === undefined ? undefined : policyAt(active).policy.version;

/** When time alone changes something next, as far as the model knows. */
export const boundaries = ({ held, now }: State): readonly number[] =>
  [...held.values()]
    .flatMap(({ end, run, ask, escalated, createdAt, deadline }) => {
      if (end.status === 'pending') {
        const open = ask.escalations.filter((one) => !escalated.has(keyOf(one)));
        return [deadline, ...open.map(({ afterMs }) => createdAt + afterMs)];
      }
      if (run.status === 'unclaimed') return [run.before];
      return run.status === 'executing' ? [run.until] : [];
    })
    .filter((at) => at > now)
    .sort((a, b) => a - b);

/** When requests with an idempotency key are 30 days old. */
export const keyEnds = ({ held, now }: State): readonly number[] =>
  [...held.values()]
    .filter(({ key }) => key !== null)
    .map(({ createdAt }) => createdAt + 30 * 86_400_000)
    .filter((at) => at > now);
