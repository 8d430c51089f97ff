import { isDeepStrictEqual } from 'node:util';
import type { ApprovalRequest } from '../../../src/approvals/request.ts';
import { boundaries, differences } from './compare.ts';
import type { Snapshot } from './observed.ts';
import type { Story } from './replay.ts';
import type { State } from './state.ts';
import type { World } from './world.ts';

const THIRTY_DAYS = 30 * 86_400_000;

/**
 * What must always hold, over the whole store: what the store shows now, by itself, by its own log, and by the model.
 *
 * @returns what does not hold
 */
export async function broken(world: World, state: State): Promise<readonly string[]> {
  const { store } = world.node(0);
  const { snapshot, complaints } = await world.observed.look(store);
  const { requests } = snapshot;
  const resolved = new Set(
    requests.filter(({ resolution }) => resolution.status !== 'pending').map(({ id }) => id),
  );
  await world.letGo((id) => resolved.has(id));
  // deadlines are looked after in the background, also just now
  if (!(await world.observed.isLatest(store)))
    return [...complaints, ...(await broken(world, state))];
  return [
    ...complaints,
    ...differences(state, snapshot),
    ...requests.flatMap(wrongInItself),
    ...unexplained(world, snapshot),
    ...untold(state, snapshot),
    ...overslept(state, snapshot),
    ...waitingWrongly(world, requests, resolved),
    ...world.errors.map(String),
  ];
}

/** What no history can make of a request. */
function wrongInItself(request: ApprovalRequest): readonly string[] {
  const { id, votes, deadline, resolution, execution, terms, requesters } = request;
  const isApproved = resolution.status === 'approved';
  const approvals = votes.filter(({ choice }) => choice === 'approve');
  const people = new Set(
    approvals
      .filter(({ voter }) => terms.allowSelfApproval || !requesters.includes(voter.id))
      .map(({ voter }) => voter.id),
  );
  const needed = Math.max(0, ...terms.requirements.map(({ quorum }) => quorum));
  const wrong = {
    'a vote counted at the deadline or after it': votes.some(({ at }) => at >= deadline),
    'somebody voted twice': new Set(votes.map(({ voter }) => voter.id)).size !== votes.length,
    'what is no person voted': votes.some(({ voter }) => voter.id.startsWith('agent:')),
    'it runs without an approval': !isApproved && execution.status !== 'waiting',
    'it is approved, and nobody can tell whether it runs':
      isApproved && execution.status === 'waiting',
    'too few approved it':
      isApproved && resolution.code === 'approved_by_vote' && people.size < needed,
    'it expired early': resolution.status === 'expired' && resolution.at < deadline,
    'it was resolved late':
      (resolution.status === 'approved' || resolution.status === 'rejected') &&
      resolution.at >= deadline,
  };
  return Object.entries(wrong)
    .filter(([, is]) => is)
    .map(([what]) => `${id}: ${what}`);
}

/** What the audit log alone does not explain. */
function unexplained(world: World, snapshot: Snapshot): readonly string[] {
  const { stories, policyVersion, activations, halted } = world.observed.replay;
  const told = snapshot.requests
    .filter((request) => !isDeepStrictEqual(stories.get(request.id), storyOf(request)))
    .map(({ id }) => `${id}: the log tells another story: ${JSON.stringify(stories.get(id))}`);
  if (stories.size !== snapshot.requests.length) told.push('the log knows of other requests');
  if (policyVersion !== snapshot.policyVersion) told.push('the log says another policy is active');
  if (activations !== snapshot.generation) told.push('the log knows of other activations');
  if (!isDeepStrictEqual(new Set(snapshot.halted), halted))
    told.push('the log knows of other halts');
  return told;
}

const storyOf = ({ resolution, execution, votes, escalated }: ApprovalRequest): Story => ({
  status: resolution.status,
  run: execution.status,
  late: execution.status === 'ambiguous' ? execution.lateReport?.outcome : undefined,
  by: resolution.status === 'pending' ? undefined : (resolution.resolvedBy ?? undefined),
  votes: new Map(votes.map(({ voter, choice }) => [voter.id, choice])),
  escalations: escalated.length,
});

/** Notices go out with what they tell of: once each. Old ones may be forgotten. */
function untold(state: State, { requests, notices }: Snapshot): readonly string[] {
  const count = new Map<string, number>();
  for (const { notice } of notices) {
    const name = `${notice.requestId} ${notice.topic}`;
    count.set(name, (count.get(name) ?? 0) + 1);
  }
  return requests
    .filter(({ createdAt }) => state.now - createdAt < THIRTY_DAYS)
    .flatMap(({ id, resolution, escalated }) => {
      const told = ['requested', 'resolved', 'escalated'].map(
        (topic) => count.get(`${id} approval.${topic}`) ?? 0,
      );
      const due = [1, resolution.status === 'pending' ? 0 : 1, escalated.length];
      return isDeepStrictEqual(told, due) ? [] : [`${id}: told ${told} times, not ${due}`];
    });
}

/** The store wakes its service in time for whatever time changes next. */
function overslept(state: State, { nextWake }: Snapshot): readonly string[] {
  const [next] = boundaries(state);
  if (next === undefined || (nextWake !== undefined && nextWake <= next)) return [];
  return [`something happens at ${next}, and the store wakes at ${nextWake}`];
}

/** Who waits goes on exactly when the request is resolved. */
const waitingWrongly = (
  { waits }: World,
  requests: readonly ApprovalRequest[],
  resolved: ReadonlySet<string>,
): readonly string[] =>
  waits.flatMap(({ id, released, failed }) => {
    if (failed !== undefined) return [`${id}: waiting failed: ${failed}`];
    if ((released !== undefined) !== resolved.has(id)) {
      return [`${id}: who waits ${released === undefined ? 'still does' : 'went on too early'}`];
    }
    const stored = requests.find((request) => request.id === id);
    const isSame = isDeepStrictEqual(released?.resolution, stored?.resolution);
    return released === undefined || isSame ? [] : [`${id}: who waited was told otherwise`];
  });
