import type { ApprovalRequest } from '../request.ts';
import type { Transaction } from '../store.ts';
import type { Transition } from '../transition.ts';
import type { AuditTrail } from './audit-trail.ts';

/** What waiters are told of a request; its call may be large, and many may be told at once. */
export type Released = Pick<ApprovalRequest, 'id' | 'resolution' | 'terms'>;

/** What remains to be done once a transition is durable. */
export interface AfterCommit {
  /** Those whose waiters go on. */
  readonly released: readonly Released[];
  /** When time changes a request next, in milliseconds since the Unix epoch. */
  readonly wakes: readonly number[];
}

/** What was written, and what remains to be done once it is durable. */
export interface Applied extends AfterCommit {
  /** The request as it is stored now. */
  readonly request: ApprovalRequest;
}

/**
 * Writes what a transition made of a request, with its effects, in one transaction.
 *
 * @param before the request as it is stored; `undefined` for a new one
 */
export function applyTransition(
  tx: Transaction,
  before: ApprovalRequest | undefined,
  { request, effects }: Transition,
  trail: AuditTrail,
  now: number,
): Applied {
  const after =
    request === before ? request : { ...request, revision: (before?.revision ?? 0) + 1 };
  if (after !== before) tx.put(after, before);
  const released: Released[] = [];
  const wakes: number[] = [];
  for (const effect of effects) {
    switch (effect.kind) {
      case 'audit':
        tx.audit(trail.ofRequest(after, effect, now));
        break;
      case 'notify':
        tx.notify(effect.notice, now);
        break;
      case 'release':
        released.push({ id: after.id, resolution: after.resolution, terms: after.terms });
        break;
      case 'wake':
        wakes.push(effect.at);
        break;
    }
  }
  return { request: after, released, wakes };
}
