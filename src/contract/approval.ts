import { z } from 'zod';
import { JsonObject, Timestamp } from './fields.ts';

const STATUSES = ['pending', 'approved', 'rejected', 'expired', 'cancelled'] as const;
const EXECUTIONS = [
  'waiting',
  'unclaimed',
  'executing',
  'succeeded',
  'failed',
  'ambiguous',
  'void',
] as const;
const CODES = [
  'approved_by_vote',
  'rejected_by_vote',
  'policy_change',
  'approval_timeout',
  'withdrawn',
] as const;

export const ApprovalStatus = z.enum(STATUSES).meta({ id: 'ApprovalStatus' });
export const ExecutionStatus = z.enum(EXECUTIONS).meta({ id: 'ExecutionStatus' });

const text = z.string();
const Outcome = z.enum(['succeeded', 'failed']);

/** A request as people and programs see it: arguments redacted. */
export const ApprovalBody = z
  .strictObject({
    id: text,
    status: ApprovalStatus,
    tool: text,
    server: text.nullable(),
    agent: text.nullable(),
    run: text.nullable(),
    param: JsonObject.meta({ description: 'The arguments, redacted.' }),
    unbound: z.boolean().meta({
      description:
        'The arguments were not handed over: what runs may be something else than what is shown.',
    }),
    digest: text.meta({ description: 'Of the call, keyed as in the audit log.' }),
    created_at: Timestamp,
    deadline: Timestamp,
    ruling: z.strictObject({
      policy_version: text,
      rule: JsonObject.nullable(),
      message: text.nullable(),
      held_against: text.nullable(),
    }),
    on_rejection: z.enum(['fail', 'continue']),
    allow_self_approval: z.boolean(),
    requesters: z.array(text).readonly(),
    requirements: z.array(
      z.strictObject({
        approvers: z.array(text).readonly(),
        quorum: z.int(),
        approved_by: z.array(text).readonly(),
        met: z.boolean(),
      }),
    ),
    votes: z.array(
      z.strictObject({
        voter: text,
        choice: z.enum(['approve', 'reject']),
        reason: text.nullable(),
        via: text,
        at: Timestamp,
      }),
    ),
    resolution: z
      .strictObject({
        status: ApprovalStatus.exclude(['pending']),
        at: Timestamp,
        code: z.enum(CODES),
        resolved_by: text.nullable(),
        reason: text.nullable(),
        policy_version: text,
      })
      .nullable(),
    execution: z.strictObject({
      status: ExecutionStatus,
      claimed_at: Timestamp.nullable(),
      at: Timestamp.nullable(),
      reason: text.nullable(),
      late_outcome: Outcome.nullable(),
    }),
  })
  .meta({ id: 'Approval' });

export type ApprovalWire = z.infer<typeof ApprovalBody>;

/** What the holder of a claim has: it renews and reports with the id. */
export const ClaimBody = z
  .strictObject({
    claim_id: text,
    lease_ms: z.int(),
    approval: ApprovalBody,
  })
  .meta({ id: 'Claim' });
