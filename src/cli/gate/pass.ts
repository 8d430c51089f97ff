import { ConflictError } from '../../approvals/gate-error.ts';
import type { ApprovalView } from '../../approvals/view.ts';
import type { Assent } from '../../client/assent.ts';
import type { Call } from '../../policy/call.ts';

/** What became of a call: whether it may run. */
export interface Passed {
  readonly outcome:
    | 'allowed'
    | 'approved'
    | 'blocked'
    | 'rejected'
    | 'cancelled'
    | 'expired'
    | 'timeout';
  readonly tool: string;
  /** The request, where a person had to decide. */
  readonly approvalId: string | null;
  /** Who resolved it; `null` where no person did. */
  readonly by: string | null;
  /** The message of the rule, what is wrong with the call, or the reason that was given. */
  readonly reason: string | null;
}

export interface Waiting {
  readonly idempotencyKey: string | undefined;
  /** How long to wait, in milliseconds; until the request's deadline where absent. */
  readonly timeoutMs: number | undefined;
  /** Ends the wait. */
  readonly signal: AbortSignal;
  /** Is told of the request that a person has to decide. */
  readonly onWait: (request: ApprovalView) => void;
  /** Is told of what fails once it is known whether the call may run. */
  readonly onError: (error: unknown) => void;
}

/** How much later than its deadline a request may be told to have expired. */
const GRACE_MS = 30_000;

/**
 * Asks whether a call may run, waits for a person where one must decide, and claims what was approved: the
 * claim is the passage, and it is used. Whoever gives up withdraws the request, unless they can come back
 * with an idempotency key.
 *
 * @throws UnreachableError, ServerProblemError, ConflictError when that could not be found out; the reason
 *   of the signal
 */
export async function pass(assent: Assent, call: Call, waiting: Waiting): Promise<Passed> {
  const { idempotencyKey, timeoutMs, signal, onWait } = waiting;
  const tool = typeof call.tool === 'string' ? call.tool : call.tool.name;
  const { decision, approval } = await assent.request({ ...call, idempotencyKey });
  if (approval === undefined) {
    // whoever was stopped meanwhile does not go on
    signal.throwIfAborted();
    const reason = decision.message ?? decision.errors[0]?.message ?? null;
    const outcome = decision.decision === 'allow' ? 'allowed' : 'blocked';
    return { outcome, tool, approvalId: null, by: null, reason };
  }
  const { id } = approval;
  if (approval.status === 'pending') onWait(approval);
  // nothing is pending past its deadline: who hears nothing until then has lost the server
  const patienceMs = timeoutMs ?? approval.deadline - approval.createdAt + GRACE_MS;
  const waited = assent.approvals.wait({ approvalId: id, signal, timeoutMs: patienceMs });
  const status = await waited.catch(async (error: unknown) => {
    if (signal.aborted) await giveUp(assent, id, 'the caller was stopped', waiting);
    throw error;
  });
  if (status === 'timeout') {
    await giveUp(assent, id, 'the caller stopped waiting', waiting);
    return { outcome: status, tool, approvalId: id, by: null, reason: null };
  }
  const { resolution } = await assent.approvals.get(id);
  const told = { tool, approvalId: id, by: resolution?.resolvedBy ?? null };
  if (status !== 'approved')
    return { ...told, outcome: status, reason: resolution?.reason ?? null };
  signal.throwIfAborted();
  try {
    await assent.approvals.claim(id, call);
  } catch (error) {
    // today's policy, a halt, or whoever was first
    if (!(error instanceof ConflictError)) throw error;
    return { ...told, outcome: 'blocked', reason: error.message };
  }
  await assent.approvals.report(id, { outcome: 'succeeded' }).catch(waiting.onError);
  return { ...told, outcome: 'approved', reason: resolution?.reason ?? null };
}

async function giveUp(
  assent: Assent,
  id: string,
  reason: string,
  { idempotencyKey, onError }: Waiting,
): Promise<void> {
  if (idempotencyKey !== undefined) return;
  try {
    await assent.approvals.withdraw(id, reason);
  } catch (error) {
    // resolved in the meantime, which nobody has waited for
    if (!(error instanceof ConflictError)) onError(error);
  }
}
