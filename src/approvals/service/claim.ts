import { execute } from '../execution.ts';
import { conflictError } from '../gate-error.ts';
import { haltOf } from '../halt.ts';
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

/** How ids of claims look, whoever makes them: 128 random bits. */
const CLAIM_ID = /^clm_[0-9a-f]{32}$/;

/**
 * Claims an approved call: the captured call is decided again, now and by the active policy, and whoever
 * claims first runs it.
 *
 * @param digest of the call that is about to run
 * @param ownId the claim's id, where the caller made it: claiming again with it is the same claim, for as
 *   long as it holds
 * @throws ConflictError when the call may not run, or somebody else has claimed it
 * @throws TypeError for an id that does not look like one
 */
export async function claim(
  context: CallContext,
  id: string,
  digest: string,
  leaseMs: number,
  ownId?: string,
): Promise<Claimed> {
  if (ownId !== undefined && !CLAIM_ID.test(ownId)) {
    throw new TypeError('the id of a claim has to be `clm_` and 32 hexadecimal digits');
  }
  const claimId = ownId ?? context.ids.claim();
  const { applied, conflict } = await underActivePolicy(context, async (tx, policy) => {
    const halts = await tx.halts();
    return changeIn(tx, context, id, (request, moment) => {
      const { call } = request.captured;
      const decision = policy.decideAt(call, moment.now);
      const halt = haltOf(halts, call);
      const claim = { kind: 'claim', claimId, digest, decision, halt, leaseMs } as const;
      return execute(request, claim, moment);
    });
  });
  context.afterCommit(applied);
  if (conflict !== undefined) throw conflictError(conflict);
  return { request: applied.request, claimId };
}
