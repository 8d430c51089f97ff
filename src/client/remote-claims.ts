import type { Claims } from '../approvals/gate/held-claims.ts';
import { ConflictError } from '../approvals/gate-error.ts';
import type { Outcome } from '../approvals/request.ts';
import type { ApprovalView } from '../approvals/view.ts';
import { randomHex } from './random-hex.ts';
import type { ServerLink } from './server-link.ts';
import { ServerProblemError } from './server-problem-error.ts';
import { viewFromWire } from './view-from-wire.ts';
import { expectSame, Fields, text } from './wire-value.ts';

/** The call that is about to run, and how long it may take to claim it. */
export interface ClaimedCall {
  /** As it is sent. */
  readonly call: Readonly<Record<string, unknown>>;
  readonly patienceMs: number;
  /** Ends the attempts to claim it. */
  readonly signal?: AbortSignal | undefined;
}

/** The right to run a call. */
export interface RemoteClaim {
  readonly id: string;
  readonly claimId: string;
  readonly view: ApprovalView;
}

/** UTF-16 units of an error that a server takes. */
const LONGEST_ERROR = 100_000;

const REPORT_MS = 10_000;

/** Claims on a server. Their ids are made here, so that a claim whose answer was lost is asked for again. */
export const remoteClaims = (link: ServerLink): Claims<ClaimedCall, RemoteClaim> => ({
  claim: async (id, claimed, leaseMs) => {
    const claimId = `clm_${randomHex()}`;
    try {
      return { id, claimId, view: await claim(link, id, claimId, claimed, leaseMs) };
    } catch (error) {
      // what was claimed all the same does not run: that is known, and not left ambiguous
      if (!(error instanceof ConflictError || error instanceof ServerProblemError)) {
        const reason = 'the call did not run: its caller never learnt that it was claimed';
        report(link, id, claimId, 'failed', reason).catch(() => {});
      }
      throw error;
    }
  },
  renew: async ({ id, claimId }, leaseMs) => {
    await link.ask({
      method: 'POST',
      path: `/v1/approvals/${id}/renew`,
      body: { claim_id: claimId, lease_ms: leaseMs },
      isRepeatable: true,
      patienceMs: leaseMs / 3,
      approvalId: id,
    });
  },
  report: ({ id, claimId }, outcome, error) => report(link, id, claimId, outcome, error),
});

async function claim(
  link: ServerLink,
  id: string,
  claimId: string,
  { call, patienceMs, signal }: ClaimedCall,
  leaseMs: number,
): Promise<ApprovalView> {
  const answer = await link.ask({
    method: 'POST',
    path: `/v1/approvals/${id}/claim`,
    body: { call, claim_id: claimId, lease_ms: leaseMs },
    isRepeatable: true,
    patienceMs,
    signal,
    approvalId: id,
  });
  const fields = new Fields(answer, 'claim');
  expectSame(fields.get('claim_id', text), claimId, 'claim.claim_id');
  const view = fields.get('approval', viewFromWire);
  expectSame(view.id, id, 'claim.approval.id');
  return view;
}

async function report(
  link: ServerLink,
  id: string,
  claimId: string,
  outcome: Outcome,
  error: string | null,
): Promise<void> {
  await link.ask({
    method: 'POST',
    path: `/v1/approvals/${id}/outcome`,
    body: { claim_id: claimId, outcome, error: error?.slice(0, LONGEST_ERROR) ?? null },
    isRepeatable: true,
    patienceMs: REPORT_MS,
    approvalId: id,
  });
}
