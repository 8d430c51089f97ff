import type { JsonRecord } from '../../json/json-value.ts';
import { argumentsOf } from '../captured-call.ts';
import { conflictError } from '../gate-error.ts';
import { notEligible } from '../not-eligible.ts';
import { isEligible } from '../quorum.ts';
import type { Voter } from '../vote.ts';
import { notFound } from './change-request.ts';
import type { ReviewContext } from './service-context.ts';

/**
 * The arguments of a request as they are, for someone who may decide it. That they were shown, and to
 * whom, is written to the audit log first.
 *
 * @throws ConflictError for anybody else
 */
export async function reveal(
  { store, clock, trail }: ReviewContext,
  id: string,
  voter: Voter,
): Promise<JsonRecord> {
  return store.write(async (tx) => {
    const request = await tx.request(id);
    if (request === undefined) throw notFound(id);
    if (!isEligible(request, voter)) throw conflictError(notEligible(request, voter).conflict);
    const event = { person: voter.id, via: voter.via };
    tx.audit(
      trail.ofRequest(request, { kind: 'audit', action: 'approval.revealed', event }, clock.now()),
    );
    return argumentsOf(request.captured);
  });
}
