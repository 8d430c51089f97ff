import { z } from 'zod';
import { ApprovalBody } from '../approval.ts';
import { CallBody } from '../call.ts';
import { DecisionBody, ExplanationBody } from '../decision.ts';
import { endpoint } from '../endpoint.ts';

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
