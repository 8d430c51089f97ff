import { type SignedCheckpoint, signCheckpoint } from '../../audit/checkpoint.ts';
import type { AuditEvent } from '../../audit/event.ts';
import { appendEvent } from '../../audit/log-line.ts';
import type { Voter } from '../vote.ts';
import { isoTime } from './audit-trail.ts';
import type { ReviewContext } from './service-context.ts';

/** What a checkpoint needs of a service. */
type Signing = Pick<ReviewContext, 'store' | 'clock'>;

/** Signs where the audit log stands, and keeps the checkpoint with it. */
export function makeCheckpoint({ store, clock }: Signing): Promise<SignedCheckpoint> {
  const { log, signingKey } = store.identity;
  return store.write(async (tx) => {
    const signed = signCheckpoint(await tx.logHead(), log, isoTime(clock.now()), signingKey);
    tx.checkpoint(signed);
    return signed;
  });
}

/**
 * Writes down that the audit log is exported, and signs where it stands with that entry, so that the
 * checkpoint vouches for the export to its end.
 *
 * @param by who exports it
 */
export function recordExport(
  { store, clock }: Signing,
  by: Pick<Voter, 'id' | 'via'>,
): Promise<SignedCheckpoint> {
  const { log, signingKey } = store.identity;
  return store.write(async (tx) => {
    const at = isoTime(clock.now());
    const event: AuditEvent = { action: 'log.exported', at, person: by.id, via: by.via };
    tx.audit(event);
    // nobody else writes in between, so that the entry is what the store makes of the event
    const signed = signCheckpoint(appendEvent(await tx.logHead(), event), log, at, signingKey);
    tx.checkpoint(signed);
    return signed;
  });
}
