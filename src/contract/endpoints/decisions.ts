import { z } from 'zod';
import { ApprovalBody } from '../approval.ts';
import { CallBody } from '../call.ts';
import { DecisionBody, ExplanationBody } from '../decision.ts';
import { endpoint } from '../endpoint.ts';
import { Timestamp } from '../fields.ts';

/** Decides a call and records that; makes an approval request where a person has to decide. */
export const decide = endpoint({
  id: 'decide',
  method: 'post',
  path: '/v1/decisions',
  tag: 'Decisions',
  summary: 'Decide a tool call, and request approval where it is required',
  access: 'decide',
  takesIdempotencyKey: true,
  body: z.strictObject({
    call: CallBody,
    unbound: z
      .boolean()
      .default(false)
      .meta({ description: 'What runs may use other arguments than those that are handed over.' }),
  }),
  answer: z
    .strictObject({ decision: DecisionBody, approval: ApprovalBody.nullable() })
    .meta({ id: 'Decided' }),
  problems: ['auth/other-agent', 'approval/idempotency-conflict'],
});

/** Calls that are handed in at once. */
const MOST_LATE = 100;

export const recordLate = endpoint({
  id: 'recordLate',
  method: 'post',
  path: '/v1/decisions/late',
  tag: 'Decisions',
  summary: 'Hand in calls that ran while the server could not be reached; nothing is held',
  access: 'decide',
  body: z.strictObject({
    calls: z
      .array(
        z.strictObject({
          call: CallBody,
          at: Timestamp.meta({ description: 'When it ran.' }),
        }),
      )
      .min(1)
      .max(MOST_LATE),
  }),
  answer: z.strictObject({ recorded: z.int() }).meta({ id: 'RecordedLate' }),
  problems: ['auth/other-agent'],
});

export const check = endpoint({
  id: 'check',
  method: 'post',
  path: '/v1/check',
  tag: 'Decisions',
  summary: 'What would be decided of a call; nothing is recorded or requested',
  access: 'check',
  body: z.strictObject({ call: CallBody, explain: z.boolean().default(false) }),
  answer: z
    .strictObject({ decision: z.union([ExplanationBody, DecisionBody]) })
    .meta({ id: 'Checked' }),
  problems: ['auth/other-agent'],
});

export const checkByQuery = endpoint({
  id: 'checkByQuery',
  method: 'get',
  path: '/v1/policies/check',
  tag: 'Decisions',
  summary: 'The same for a call that fits in a URL',
  access: 'check',
  query: z.strictObject({
    tool: z.string().min(1).max(1024),
    param: z.string().max(8192).optional().meta({ description: 'The arguments, as JSON.' }),
    agent: z.string().max(1024).optional().meta({ description: 'The id of the agent.' }),
  }),
  answer: check.answer,
  problems: ['auth/other-agent'],
});
