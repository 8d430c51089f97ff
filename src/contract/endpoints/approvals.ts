import { z } from 'zod';
import { ApprovalBody, ApprovalStatus, ClaimBody, ExecutionStatus } from '../approval.ts';
import { CallBody } from '../call.ts';
import { endpoint } from '../endpoint.ts';
import { ApprovalId, JsonObject, PageLimit, Reason } from '../fields.ts';
import { Problem } from '../problem.ts';

const tag = 'Approvals';
const params = z.strictObject({ id: ApprovalId });
const found = ['approval/not-found'] as const;

export const listApprovals = endpoint({
  id: 'listApprovals',
  method: 'get',
  path: '/v1/approvals',
  tag,
  summary: 'Approval requests, newest first; agents see their own',
  access: 'read',
  query: z.strictObject({
    status: ApprovalStatus.optional(),
    execution: ExecutionStatus.optional(),
    agent: z.string().max(1024).optional(),
    tool: z.string().max(1024).optional(),
    run: z.string().max(1024).optional(),
    limit: PageLimit,
    before: ApprovalId.optional().meta({ description: '`next` of the page before.' }),
  }),
  answer: z
    .strictObject({ approvals: z.array(ApprovalBody), next: z.string().nullable() })
    .meta({ id: 'ApprovalPage' }),
});

export const showApproval = endpoint({
  id: 'showApproval',
  method: 'get',
  path: '/v1/approvals/{id}',
  tag,
  summary: 'One approval request',
  access: 'read',
  params,
  answer: ApprovalBody,
  problems: found,
});

/** One long poll waits this long at most, in milliseconds: proxies cut what takes longer. */
export const LONGEST_WAIT_MS = 60_000;

export const waitForApproval = endpoint({
  id: 'waitForApproval',
  method: 'get',
  path: '/v1/approvals/{id}/wait',
  tag,
  summary: 'Wait until a request is resolved, or for a while',
  access: 'read',
  params,
  query: z.strictObject({
    timeout_ms: z.coerce.number().int().min(0).max(LONGEST_WAIT_MS).default(30_000),
  }),
  answer: ApprovalBody,
  problems: [...found, 'shutting-down'],
});

const review = z.strictObject({ reason: Reason.nullish() }).default({});

export const approve = endpoint({
  id: 'approve',
  method: 'post',
  path: '/v1/approvals/{id}/approve',
  tag,
  summary: 'Vote for a request; its call runs once, when every requirement is met',
  access: 'review',
  params,
  body: review,
  answer: ApprovalBody,
  problems: [
    ...found,
    'approval/not-pending',
    'approval/not-eligible',
    'approval/self-approval',
    'approval/already-voted',
  ],
});

export const reject = endpoint({
  ...approve,
  id: 'reject',
  path: '/v1/approvals/{id}/reject',
  summary: 'Reject a request; one rejection is enough',
  problems: [...found, 'approval/not-pending', 'approval/not-eligible'],
});

export const cancel = endpoint({
  ...approve,
  id: 'cancel',
  path: '/v1/approvals/{id}/cancel',
  summary: 'Withdraw a request; its call never runs. Agents withdraw their own',
  access: 'withdraw',
  problems: [...found, 'approval/not-pending'],
});

export const reveal = endpoint({
  id: 'reveal',
  method: 'post',
  path: '/v1/approvals/{id}/reveal',
  tag,
  summary:
    'The arguments without redaction, for those who may decide; the audit log says who looked',
  access: 'review',
  params,
  answer: z.strictObject({ param: JsonObject }).meta({ id: 'Revealed' }),
  problems: [...found, 'approval/not-eligible'],
});

/** Between the least and the most that a claim may hold without being renewed, in milliseconds. */
const Lease = z.int().min(1_000).max(3_600_000).default(30_000);
const ClaimId = z.string().regex(/^clm_[0-9a-f]{32}$/);

export const claim = endpoint({
  id: 'claim',
  method: 'post',
  path: '/v1/approvals/{id}/claim',
  tag,
  summary: 'Claim an approved call: whoever claims first runs it, once',
  access: 'decide',
  params,
  body: z.strictObject({
    call: CallBody.meta({ description: 'What is about to run; has to be what was approved.' }),
    claim_id: ClaimId.optional().meta({
      description: 'Made by the caller from 128 random bits, so that asking again claims once.',
    }),
    lease_ms: Lease,
  }),
  answer: ClaimBody,
  problems: [
    ...found,
    'approval/not-approved',
    'approval/already-claimed',
    'approval/void',
    'approval/digest-mismatch',
    'approval/halted',
  ],
});

export const renew = endpoint({
  id: 'renew',
  method: 'post',
  path: '/v1/approvals/{id}/renew',
  tag,
  summary: 'Keep a claim for another while',
  access: 'decide',
  params,
  body: z.strictObject({ claim_id: ClaimId, lease_ms: Lease }),
  answer: ApprovalBody,
  problems: [...found, 'approval/claim-lost'],
});

export const reportOutcome = endpoint({
  id: 'reportOutcome',
  method: 'post',
  path: '/v1/approvals/{id}/outcome',
  tag,
  summary: 'Say what came of a claimed call',
  access: 'decide',
  params,
  body: z.strictObject({
    claim_id: ClaimId,
    outcome: z.enum(['succeeded', 'failed']),
    error: z.string().max(100_000).nullish(),
  }),
  answer: ApprovalBody,
  problems: [...found, 'approval/claim-lost'],
});

export const approveMany = endpoint({
  id: 'approveMany',
  method: 'post',
  path: '/v1/approvals/approve',
  tag,
  summary: 'Vote for many requests; each answer stands for itself',
  access: 'review',
  body: z.strictObject({ ids: z.array(ApprovalId).min(1).max(100), reason: Reason.nullish() }),
  answer: z
    .strictObject({
      results: z.array(
        z.union([
          z.strictObject({ id: z.string(), ok: z.literal(true), approval: ApprovalBody }),
          z.strictObject({ id: z.string(), ok: z.literal(false), problem: Problem }),
        ]),
      ),
    })
    .meta({ id: 'ManyReviewed' }),
});

export const rejectMany = endpoint({
  ...approveMany,
  id: 'rejectMany',
  path: '/v1/approvals/reject',
  summary: 'Reject many requests; each answer stands for itself',
});

/** The arguments whose values the exception is bound to; none for every call of the tool. */
const Pins = z.array(z.string().min(1).max(200)).max(20).default([]);

export const previewForever = endpoint({
  id: 'previewForever',
  method: 'post',
  path: '/v1/approvals/{id}/approve-forever/preview',
  tag,
  summary: 'The edit of the policy that would let such calls pass from now on',
  access: 'administer',
  params,
  body: z.strictObject({ pin: Pins }),
  answer: z
    .strictObject({
      file: z.string(),
      diff: z.string().meta({ description: 'Unified.' }),
      confirm: z
        .string()
        .meta({ description: 'Stands for exactly this edit of exactly this file.' }),
      writable: z
        .boolean()
        .meta({ description: 'Otherwise confirming gives the patch, and writes nothing.' }),
    })
    .meta({ id: 'ForeverPreview' }),
  problems: [...found, 'policy/changed', 'conflict'],
});

export const approveForever = endpoint({
  id: 'approveForever',
  method: 'post',
  path: '/v1/approvals/{id}/approve-forever',
  tag,
  summary: 'Approve a request, and let such calls pass from now on',
  access: 'administer',
  params,
  body: z.strictObject({ pin: Pins, confirm: z.string().max(200), reason: Reason.nullish() }),
  answer: z
    .strictObject({
      approval: ApprovalBody,
      file: z.string(),
      patch: z.string(),
      written: z
        .boolean()
        .meta({ description: 'Otherwise the directory is read-only: propose the patch.' }),
    })
    .meta({ id: 'ApprovedForever' }),
  problems: [...approve.problems, 'policy/changed', 'conflict'],
});
