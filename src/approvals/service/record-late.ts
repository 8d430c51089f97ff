import type { CapturedCall } from '../captured-call.ts';
import { haltOf } from '../halt.ts';
import { haltedDecision } from '../halted-decision.ts';
import { redactCall } from '../redact.ts';
import type { CallContext } from './service-context.ts';
import { underActivePolicy } from './under-active-policy.ts';

/** A call that ran elsewhere while nobody could decide it. */
export interface LateRun {
  readonly captured: CapturedCall;
  /** When it ran, as whoever ran it says: milliseconds since the Unix epoch. */
  readonly at: number;
}

/**
 * Writes down calls that ran undecided, with what is decided of each now. Nothing is held: they have run.
 *
 * @throws StoreError when none of them could be written
 */
export async function recordLate(context: CallContext, runs: readonly LateRun[]): Promise<void> {
  const { clock, trail, policies } = context;
  await underActivePolicy(context, async (tx, policy) => {
    const now = clock.now();
    const halts = await tx.halts();
    for (const { captured, at } of runs) {
      const halt = haltOf(halts, captured.call);
      const decision =
        halt === undefined
          ? policy.decideAt(captured.call, now)
          : haltedDecision(halt, policy.version);
      const redacted = redactCall(captured.call, policies.redact);
      const event = trail.ofDecision(captured, redacted, decision, 'enforce', now);
      const late = { late: true, ran_at: new Date(at).toISOString() };
      tx.audit({ ...event, details: { ...event.details, ...late } });
    }
  });
}
