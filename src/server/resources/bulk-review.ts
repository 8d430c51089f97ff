import { reasonOf } from '../../approvals/gate/reviewer.ts';
import type { Vote } from '../../approvals/vote.ts';
import type { ApprovalWire } from '../../contract/approval.ts';
import { viewToWire } from '../../contract/approval-wire.ts';
import * as endpoints from '../../contract/endpoints/approvals.ts';
import type { ProblemBody } from '../../contract/problem.ts';
import type { PersonPrincipal } from '../../identity/principal.ts';
import { type Resource, resource } from '../handler.ts';
import { voterOf } from '../principal-voter.ts';
import { problemOf } from '../problem.ts';
import type { ServerContext } from '../server-context.ts';

/** Votes for many requests at once. */
export const bulkReviewResources: readonly Resource[] = [
  resource(endpoints.approveMany, async ({ body, principal }, context) => ({
    results: await voteAll(context, principal, body, 'approve'),
  })),

  resource(endpoints.rejectMany, async ({ body, principal }, context) => ({
    results: await voteAll(context, principal, body, 'reject'),
  })),
];

interface Ballots {
  readonly ids: readonly string[];
  readonly reason?: string | null | undefined;
}

type Result =
  | { readonly id: string; readonly ok: true; readonly approval: ApprovalWire }
  | { readonly id: string; readonly ok: false; readonly problem: ProblemBody };

/** Each vote is a work of its own. All are handed over at once, in order, so that they share durable writes. */
function voteAll(
  { service, log }: ServerContext,
  principal: PersonPrincipal,
  { ids, reason }: Ballots,
  choice: Vote['choice'],
): Promise<Result[]> {
  const { reviews } = service;
  const ballot = { voter: voterOf(principal), choice, reason: reasonOf(reason) };
  const vote = async (id: string): Promise<Result> => {
    try {
      const approval = viewToWire(reviews.viewOf(await reviews.vote(id, ballot)));
      return { id, ok: true, approval };
    } catch (error) {
      const problem = problemOf(error);
      if (problem.status >= 500) log.error({ err: error, request: id }, 'a vote failed');
      return { id, ok: false, problem };
    }
  };
  return Promise.all(ids.map(vote));
}
