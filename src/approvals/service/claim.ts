import { execute } from '../execution.ts';
import { conflictError } from '../gate-error.ts';
import type { ApprovalRequest } from '../request.ts';
import { changeIn } from './change-request.ts';
import type { CallContext } from './service-context.ts';
import { underActivePolicy } from './under-active-policy.ts';

/** The right to run a call, once. */
export interface Claimed {
  readonly request: ApprovalRequest;
  /** What renewals and the report have to show. */
  readonly claimId: string;
}

/**
 * Claims an approved call: the captured call is decided again, now and by the active policy, and whoever
 * claims first runs it.
 *
 * @param digest of the call that is about to run
 * @throws ConflictError when the call may not run, or somebody else has claimed it
 */
export async function claim(
  context: CallContext,
  id: string,
  digest: string,
  leaseMs: number,
): Promise<Claimed> {
  const claimId = context.ids.claim();
  const { applied, conflict } = await underActivePolicy(context, (tx, policy) =>
    changeIn(tx, context, id, (request, moment) => {
      const decision = policy.decideAt(request.captured.call, moment.now);
      return execute(request, { kind: 'claim', claimId, digest, decision, leaseMs }, moment);
    }),
  );
  context.afterCommit(applied);
  if (conflict !== undefined) throw conflictError(conflict);
  return { request: applied.request, claimId };
}
