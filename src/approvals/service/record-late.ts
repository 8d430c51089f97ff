import type { AuditEvent } from '../../audit/event.ts';
import type { Policy } from '../../policy/policy.ts';
import type { CapturedCall } from '../captured-call.ts';
import { type Halt, haltOf } from '../halt.ts';
import { haltedDecision } from '../halted-decision.ts';
import { redactCall } from '../redact.ts';
import { isoTime } from './audit-trail.ts';
import type { CallContext } from './service-context.ts';
import { underActivePolicy } from './under-active-policy.ts';

/** A call that ran elsewhere while nobody could decide it. */
export interface LateRun {
  readonly ran: RanCall;
  /** When it ran, as whoever ran it says: milliseconds since the Unix epoch. */
  readonly at: number;
}

/** What ran; where it could not be captured, with what is wrong with it. */
export type RanCall =
  | { readonly ok: true; readonly captured: CapturedCall }
  | { readonly ok: false; readonly call: unknown; readonly message: string };

/**
 * Writes down calls that ran undecided, with what is decided of each now; one that is malformed would have been
 * blocked. Nothing is held: they have run.
 *
 * @throws StoreError when none of them could be written
 */
export async function recordLate(context: CallContext, runs: readonly LateRun[]): Promise<void> {
  const { clock } = context;
  await underActivePolicy(context, async (tx, policy) => {
    const now = clock.now();
    const halts = await tx.halts();
    for (const { ran, at } of runs) {
      const event = ran.ok
        ? decided(context, ran.captured, halts, policy, now)
        : context.trail.ofMalformed(ran.call, ran.message, policy.version, now);
      const late = { late: true, ran_at: isoTime(at) };
      tx.audit({ ...event, details: { ...event.details, ...late } });
    }
  });
}

function decided(
  { trail, policies }: CallContext,
  captured: CapturedCall,
  halts: readonly Halt[],
  policy: Policy,
  now: number,
): AuditEvent {
  const { call } = captured;
  const halt = haltOf(halts, call);
  const decision =
    halt === undefined ? policy.decideAt(call, now) : haltedDecision(halt, policy.version);
  return trail.ofDecision(captured, redactCall(call, policies.redact), decision, 'enforce', now);
}
