import type { ApprovalRequest, Execution, Resolution } from '../../src/approvals/request.ts';
import type { Store, Transaction } from '../../src/approvals/store.ts';
import type { Notice } from '../../src/approvals/transition.ts';
import type { AuditEvent } from '../../src/audit/event.ts';
import type { PolicySources } from '../../src/policy/version.ts';

/** Some moment; times in samples are counted from it. */
export const START = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

const HOUR = 3_600_000;

/** A pending request, with whatever a test needs different in it. */
export function sample(id: string, changes: Partial<ApprovalRequest> = {}): ApprovalRequest {
  return {
    id,
    revision: 1,
    agentId: 'order-agent',
    requesters: ['user:rita@example.com'],
    idempotencyKey: null,
    captured: {
      call: { tool: 'orders.refund', param: { amount: 1290 }, run: { id: 'run-1' } },
      digest: `sha256:${'0'.repeat(64)}`,
      unbound: false,
    },
    shownParam: { amount: 1290 },
    redact: [],
    createdAt: START,
    deadline: START + HOUR,
    ruling: {
      policyVersion: 'sha256:one',
      rule: null,
      message: null,
      shownMessage: null,
      heldAgainst: null,
    },
    terms: {
      onRejection: 'fail',
      allowSelfApproval: false,
      requirements: [{ approvers: [], quorum: 1 }],
      escalations: [],
      notify: [],
      onPolicyChange: 'resolve',
    },
    escalated: [],
    votes: [],
    resolution: { status: 'pending' },
    execution: { status: 'waiting' },
    ...changes,
  };
}

/** The successor of a request: its next revision, with some changes. */
export const successor = (
  request: ApprovalRequest,
  changes: Partial<ApprovalRequest> = {},
): ApprovalRequest => ({ ...request, revision: request.revision + 1, ...changes });

type Resolved = Exclude<Resolution, { readonly status: 'pending' }>;

/** How a request ended. */
export const resolved = (status: Resolved['status']): Resolved => ({
  status,
  at: START + 1,
  code: 'withdrawn',
  resolvedBy: null,
  reason: null,
  policyVersion: 'sha256:one',
});

/** An execution that time changes at a moment. */
export const unclaimed = (claimBefore: number): Execution => ({ status: 'unclaimed', claimBefore });
export const executing = (leaseUntil: number): Execution => ({
  status: 'executing',
  claimId: 'claim-1',
  claimedAt: START,
  leaseUntil,
});

/** Ids that sort as they are numbered. */
export const idOf = (number: number): string => `req_${String(number).padStart(8, '0')}`;

export const event = (changes: Partial<AuditEvent> = {}): AuditEvent => ({
  action: 'approval.requested',
  at: new Date(START).toISOString(),
  ...changes,
});

export const notice = (requestId: string): Notice => ({
  topic: 'approval.requested',
  requestId,
  channels: ['slack-finance'],
  to: [],
});

export const sources = (text: string): PolicySources => ({
  documents: [{ name: 'a.yaml', text }],
  catalogs: [],
  agentFile: false,
});

/** A work that only writes. */
export const writing =
  (write: (tx: Transaction) => void) =>
  async (tx: Transaction): Promise<void> =>
    write(tx);

/** Writes requests as one work. */
export const putAll = (store: Store, requests: readonly ApprovalRequest[]): Promise<void> =>
  store.write(
    writing((tx) => {
      for (const request of requests) tx.put(request);
    }),
  );

/** Their ids, in the order of the answer. */
export const idsOf = (requests: readonly { readonly id: string }[]): readonly string[] =>
  requests.map(({ id }) => id);
