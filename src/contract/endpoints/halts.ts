import { z } from 'zod';
import { LONGEST_HALT_REASON } from '../../approvals/halt.ts';
import { endpoint } from '../endpoint.ts';
import { AgentId, Reason, Timestamp } from '../fields.ts';

const tag = 'Halts';

const Halt = z
  .strictObject({
    agent: z.string().nullable().meta({ description: '`null` halts everything.' }),
    by: z.string(),
    reason: z.string().nullable(),
    at: Timestamp,
  })
  .meta({ id: 'Halt' });

const Halts = z.strictObject({ halts: z.array(Halt) }).meta({ id: 'Halts' });

export const listHalts = endpoint({
  id: 'listHalts',
  method: 'get',
  path: '/v1/halts',
  tag,
  summary: 'What is halted',
  access: 'oversee',
  answer: Halts,
});

export const halt = endpoint({
  id: 'halt',
  method: 'post',
  path: '/v1/halts',
  tag,
  summary: 'Stop an agent, or everything: decisions block, and what is approved cannot be claimed',
  access: 'administer',
  body: z.strictObject({
    agent: AgentId.nullable(),
    reason: Reason.max(LONGEST_HALT_REASON).nullish(),
    cancel_pending: z
      .boolean()
      .default(false)
      .meta({ description: 'Withdraw what waits for approval.' }),
  }),
  answer: z.strictObject({ halts: z.array(Halt), cancelled: z.int() }).meta({ id: 'Halted' }),
  problems: ['conflict'],
});

export const resume = endpoint({
  id: 'resume',
  method: 'post',
  path: '/v1/halts/lift',
  tag,
  summary: 'Let a halted agent, or everything, go on',
  access: 'administer',
  body: z.strictObject({ agent: AgentId.nullable(), reason: Reason.nullish() }),
  answer: Halts,
  problems: ['not-found'],
});
