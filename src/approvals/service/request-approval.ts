import { agentId } from '../../policy/call.ts';
import type { Decision } from '../../policy/decision.ts';
import type { CapturedCall } from '../captured-call.ts';
import { createRequest } from '../create-request.ts';
import { ConflictError, conflictError } from '../gate-error.ts';
import { haltOf } from '../halt.ts';
import { haltedDecision } from '../halted-decision.ts';
import { joinRequest } from '../join-request.ts';
import { redactCall } from '../redact.ts';
import type { ApprovalRequest } from '../request.ts';
import type { Transaction } from '../store.ts';
import { applyTransition } from './apply-transition.ts';
import { lettingTimePass } from './change-request.ts';
import { KEPT_MS } from './forget-old.ts';
import { haltsAt } from './known-halts.ts';
import type { CallContext } from './service-context.ts';
import { underActivePolicy } from './under-active-policy.ts';

/** How a call is requested. */
export interface RequestOptions {
  /** Coming back with the same key and the same call gives the same request, for 30 days. */
  readonly idempotencyKey: string | null;
  /** `user:` ids of those who asked for the call. */
  readonly requesters: readonly string[];
  /** In monitor mode every decision is recorded, and nothing is held. */
  readonly mode: 'enforce' | 'monitor';
}

/** The decision of a call, and its request where it is held. */
export interface Requested {
  readonly decision: Decision;
  readonly request: ApprovalRequest | undefined;
}

/**
 * Decides a call under the active policy, records the decision, and makes an approval request where one is
 * required. A call that a halt stops is blocked, whatever was held or approved before.
 *
 * @throws ConflictError for an idempotency key that another call was requested with, or too many users
 */
export async function requestApproval(
  context: CallContext,
  captured: CapturedCall,
  options: RequestOptions,
): Promise<Requested> {
  const { clock, ids, trail, policies, known } = context;
  const { idempotencyKey, requesters, mode } = options;
  const done = await underActivePolicy(context, async (tx, policy) => {
    const now = clock.now();
    const heard = await haltsAt(tx);
    const halt = haltOf(heard.halts, captured.call);
    if (halt !== undefined) {
      const decision = haltedDecision(halt, policy.version);
      const redacted = redactCall(captured.call, policies.redact);
      tx.audit(trail.ofDecision(captured, redacted, decision, mode, now));
      return { decision, heard, applied: undefined, conflict: undefined };
    }
    const decision = policy.decideAt(captured.call, now);
    // in monitor mode nothing is held, so neither is a call that was held before
    const key = mode === 'monitor' ? null : idempotencyKey;
    const earlier = await requestedBefore(tx, captured, key, now);
    if (earlier !== undefined) {
      const passed = lettingTimePass(earlier, { now, policyVersion: policy.version });
      const { request, effects, conflict } = joinRequest(passed.request, requesters);
      const joined = { request, effects: [...passed.effects, ...effects] };
      const applied = applyTransition(tx, earlier, joined, trail, now);
      return { decision, heard, applied, conflict };
    }
    const { redact } = policies;
    const redacted = redactCall(captured.call, redact);
    const isHeld = mode === 'enforce' && decision.decision === 'require_approval';
    const id = isHeld ? ids.request(now) : undefined;
    tx.audit(trail.ofDecision(captured, redacted, decision, mode, now, id));
    if (id === undefined) return { decision, heard, applied: undefined, conflict: undefined };
    const made = { id, captured, decision, redacted, redact, requesters, idempotencyKey };
    const applied = applyTransition(tx, undefined, createRequest(made, now), trail, now);
    return { decision, heard, applied, conflict: undefined };
  });
  known.learn(done.heard);
  if (done.applied !== undefined) context.afterCommit(done.applied);
  if (done.conflict !== undefined) throw conflictError(done.conflict);
  return { decision: done.decision, request: done.applied?.request };
}

async function requestedBefore(
  tx: Transaction,
  { call, digest, unbound }: CapturedCall,
  key: string | null,
  now: number,
): Promise<ApprovalRequest | undefined> {
  if (key === null) return undefined;
  const known = await tx.requestByKey(agentId(call) ?? null, key);
  if (known === undefined) return undefined;
  if (known.createdAt < now - KEPT_MS) {
    tx.forget(now - KEPT_MS);
    return undefined;
  }
  if (known.captured.digest !== digest) {
    const message = `another call was requested with the idempotency key \`${key}\``;
    throw new ConflictError('approval/idempotency-conflict', message, known.id);
  }
  if (unbound && !known.captured.unbound) {
    // reviewers were told that nothing is hidden from them
    const message = `the call with the idempotency key \`${key}\` was requested as one without arguments: hand them over in \`param\`, as \`{}\``;
    throw new ConflictError('approval/idempotency-conflict', message, known.id);
  }
  return known;
}
