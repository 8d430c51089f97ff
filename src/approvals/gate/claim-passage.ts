import type { JsonRecord } from '../../json/json-value.ts';
import { BlockedError, ConflictError, UnreachableError } from '../gate-error.ts';
import { StoreError } from '../store.ts';
import type { ConflictCode } from '../transition.ts';
import type { HeldClaims } from './held-claims.ts';
import type { Passage } from './passage.ts';

/** What today says of an approved call that must not run. */
const BLOCKING: ReadonlySet<ConflictCode> = new Set(['approval/void', 'approval/halted']);

/**
 * Claims an approved call for its caller.
 *
 * @param shown the call that is about to run, or its digest
 * @param param the arguments that it runs with
 * @throws BlockedError when the policy of this moment or a halt does not let it run; ConflictError when somebody else
 *   has claimed it; UnreachableError when the store fails
 */
export async function claimPassage<Shown>(
  claims: Pick<HeldClaims<Shown, unknown>, 'claim' | 'report'>,
  id: string,
  shown: Shown,
  param: JsonRecord,
): Promise<Passage> {
  try {
    await claims.claim(id, shown);
  } catch (error) {
    if (error instanceof StoreError) throw new UnreachableError(error, id);
    if (error instanceof ConflictError && BLOCKING.has(error.code)) {
      throw new BlockedError(error.message, undefined, id);
    }
    throw error;
  }
  return {
    param,
    approvalId: id,
    report: (report) => claims.report(id, report),
  };
}
