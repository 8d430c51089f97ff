import { captureCall } from './capture.ts';
import { ConflictError } from './gate-error.ts';

/**
 * The digest of the call that is about to run, which a claim of its approval has to show.
 *
 * @param id the approval request
 * @param call a `Call` from outside: anything may be in it
 * @throws ConflictError for a malformed call: no such call was approved
 */
export function claimedDigest(id: string, call: unknown): string {
  const capture = captureCall(call, { unbound: false });
  if (capture.ok) return capture.captured.digest;
  const message = `no such call was approved: ${capture.message}`;
  throw new ConflictError('approval/digest-mismatch', message, id);
}
