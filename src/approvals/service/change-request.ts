import { execute, type OutcomeReport } from '../execution.ts';
import { ConflictError, conflictError } from '../gate-error.ts';
import { redactCall } from '../redact.ts';
import type { ApprovalRequest } from '../request.ts';
import { resolve } from '../resolution.ts';
import type { Transaction } from '../store.ts';
import type { Moment, Transition } from '../transition.ts';
import type { Vote } from '../vote.ts';
import { type Applied, applyTransition } from './apply-transition.ts';
import type { ReviewContext } from './service-context.ts';

/**
 * Counts a vote. What is hidden of the call is hidden in the reason, which many people read: whoever saw the
 * arguments without redaction may well write of them.
 *
 * @returns the request after it
 * @throws ConflictError when the vote does not count: what stands in the way, and who brought it about
 */
export const vote = (
  context: ReviewContext,
  id: string,
  ballot: Omit<Vote, 'at'>,
): Promise<ApprovalRequest> =>
  changeRequest(context, id, (request, moment) => {
    const vote = { ...ballot, reason: shownIn(request, ballot.reason) };
    return resolve(request, { kind: 'vote', vote }, moment);
  });

/**
 * Withdraws a pending request: its call never runs. What is hidden of the call is hidden in the reason.
 *
 * @param by who withdraws; `null` for the caller itself
 * @throws ConflictError when the request is resolved already
 */
export const withdraw = (
  context: ReviewContext,
  id: string,
  by: string | null,
  reason: string | null,
): Promise<ApprovalRequest> =>
  changeRequest(context, id, (request, moment) =>
    resolve(request, { kind: 'withdraw', by, reason: shownIn(request, reason) }, moment),
  );

/** Keeps a claim for another while. */
export const renew = (
  context: ReviewContext,
  id: string,
  claimId: string,
  leaseMs: number,
): Promise<ApprovalRequest> =>
  changeRequest(context, id, (request, moment) =>
    execute(request, { kind: 'renew', claimId, leaseMs }, moment),
  );

/** UTF-16 units of a failure's message that are kept: tools put whole pages into them. */
const LONGEST_ERROR = 4_096;

/**
 * Writes down what came of a claimed call. What is hidden of the call is hidden in the failure's message.
 *
 * @throws ConflictError when the claim is another one's
 */
export const report = (
  context: ReviewContext,
  id: string,
  outcome: Omit<OutcomeReport, 'kind'>,
): Promise<ApprovalRequest> =>
  changeRequest(context, id, (request, moment) => {
    // cut first, and marked: a secret that was cut is found all the same, and in short time
    const error = shownIn(request, cut(outcome.error));
    return execute(request, { kind: 'report', ...outcome, error }, moment);
  });

const cut = (error: string | null): string | null =>
  error === null || error.length <= LONGEST_ERROR ? error : `${error.slice(0, LONGEST_ERROR - 1)}…`;

const shownIn = ({ captured, redact }: ApprovalRequest, text: string | null): string | null =>
  text === null ? null : redactCall(captured.call, redact).shown(text);

/** A transition, given the request and the moment. */
type Change = (request: ApprovalRequest, moment: Moment) => Transition;

/** Time passes for a request, whichever part of its life it is in. */
export const lettingTimePass: Change = (request, moment) =>
  request.resolution.status === 'pending'
    ? resolve(request, { kind: 'time' }, moment)
    : execute(request, { kind: 'time' }, moment);

/** Brings one request to its next state, in a transaction of its own. */
async function changeRequest(
  context: ReviewContext,
  id: string,
  change: Change,
): Promise<ApprovalRequest> {
  const { applied, conflict } = await context.store.write((tx) =>
    changeIn(tx, context, id, change),
  );
  context.afterCommit(applied);
  if (conflict !== undefined) throw conflictError(conflict);
  return applied.request;
}

/**
 * The same inside a transaction. What the mere passing of time made of the request is written even where
 * what was asked for is refused.
 */
export async function changeIn(
  tx: Transaction,
  { clock, trail }: Pick<ReviewContext, 'clock' | 'trail'>,
  id: string,
  change: Change,
): Promise<{ readonly applied: Applied; readonly conflict: Transition['conflict'] }> {
  const request = await tx.request(id);
  if (request === undefined) throw notFound(id);
  const now = clock.now();
  const policyVersion = (await tx.activePolicy())?.version ?? request.ruling.policyVersion;
  const moment = { now, policyVersion };
  // also where what was asked for looks at another part of its life: a claim finds it expired
  const passed = lettingTimePass(request, moment);
  const next = change(passed.request, moment);
  const transition = { ...next, effects: [...passed.effects, ...next.effects] };
  return { applied: applyTransition(tx, request, transition, trail, now), conflict: next.conflict };
}

/** There is no such request. */
export const notFound = (id: string): ConflictError =>
  new ConflictError('approval/not-found', `there is no approval request \`${id}\``, id);
