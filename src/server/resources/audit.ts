import { makeCheckpoint } from '../../approvals/service/checkpoint.ts';
import { beginExport } from '../../approvals/service/export-log.ts';
import { verifyStore } from '../../approvals/service/verify-store.ts';
import { formatCheckpoint, type SignedCheckpoint } from '../../audit/checkpoint.ts';
import * as endpoints from '../../contract/endpoints/audit.ts';
import type { JsonRecord } from '../../json/json-value.ts';
import { type Resource, resource } from '../handler.ts';
import { voterOf } from '../principal-voter.ts';
import { ProblemError } from '../problem.ts';
import { searchLog } from '../search-log.ts';
import { untilStopped } from '../until-stopped.ts';

/** The audit log, for those who look whether it tells the truth. */
export const auditResources: readonly Resource[] = [
  resource(endpoints.queryAudit, async ({ query }, { store }) => {
    const { entries, next } = await searchLog(store, query);
    const told = entries.map(({ entry: { seq, hash, prev }, event }) => ({
      seq,
      hash,
      prev,
      event: { ...event },
    }));
    return { entries: told, next };
  }),

  resource(endpoints.exportAudit, ({ body, principal }, { store, clock }) =>
    beginExport({ store, clock }, voterOf(principal), body.after),
  ),

  resource(endpoints.verifyAudit, async ({ signal }, { store, closing }) => {
    const ends = { gone: signal, closing };
    const outcome = await untilStopped(ends, (stopping) => verifyStore(store, {}, stopping));
    if (outcome === undefined) {
      throw new ProblemError('shutting-down', 'nobody waits for the answer any more');
    }
    if (outcome.ok) return { ok: true, entries: outcome.entries, problem: null };
    const { code, seq, message } = outcome;
    return { ok: false, entries: Math.max(0, seq - 1), problem: { code, seq, message } };
  }),

  resource(endpoints.listCheckpoints, async (_, { store }) => ({
    checkpoints: (await store.checkpoints()).map(checkpointToWire),
  })),

  resource(endpoints.makeCheckpoint, async (_, { store, clock }) =>
    checkpointToWire(await makeCheckpoint({ store, clock })),
  ),
];

/** With its members in the order in which `assent audit verify` takes it as a line. */
const checkpointToWire = (signed: SignedCheckpoint): JsonRecord =>
  JSON.parse(formatCheckpoint(signed));
