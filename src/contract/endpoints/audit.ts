import { z } from 'zod';
import { AUDIT_ACTIONS } from '../../audit/event.ts';
import { endpoint } from '../endpoint.ts';
import { JsonObject, PageLimit, Timestamp } from '../fields.ts';

const tag = 'Audit';
const Seq = z.coerce.number().int().min(0);
const text = z.string().max(1024).optional();

/** An entry of the log; the event as it is hashed, arguments redacted. */
const Entry = z
  .strictObject({ seq: z.int(), hash: z.string(), prev: z.string(), event: JsonObject })
  .meta({ id: 'AuditEntry' });

export const queryAudit = endpoint({
  id: 'queryAudit',
  method: 'get',
  path: '/v1/audit',
  tag,
  summary: 'Entries of the audit log, newest first',
  access: 'oversee',
  query: z.strictObject({
    action: z.enum(AUDIT_ACTIONS).optional(),
    request: text,
    run: text,
    agent: text,
    tool: text,
    person: text,
    since: Timestamp.optional(),
    until: Timestamp.optional(),
    before: Seq.optional().meta({ description: '`next` of the page before.' }),
    limit: PageLimit,
  }),
  answer: z
    .strictObject({
      entries: z.array(Entry),
      next: z.int().nullable().meta({
        description:
          'Where to go on, also where a page has fewer entries than asked for; `null` at the end.',
      }),
    })
    .meta({ id: 'AuditPage' }),
});

export const exportAudit = endpoint({
  id: 'exportAudit',
  method: 'post',
  path: '/v1/audit/export',
  tag,
  summary:
    'The whole log as JSON lines, for `assent audit verify`; that it was exported is an event of it',
  access: 'oversee',
  body: z.strictObject({ after: z.int().min(0).default(0) }).default({ after: 0 }),
  media: 'application/x-ndjson',
  answer: JsonObject,
});

export const verifyAudit = endpoint({
  id: 'verifyAudit',
  method: 'get',
  path: '/v1/audit/verify',
  tag,
  summary: 'Whether the log is as it was written',
  access: 'oversee',
  answer: z
    .strictObject({
      ok: z.boolean(),
      entries: z.int(),
      problem: z
        .strictObject({ code: z.string(), seq: z.int().nullable(), message: z.string() })
        .nullable(),
    })
    .meta({ id: 'AuditVerified' }),
  problems: ['shutting-down'],
});

const Checkpoint = JsonObject.meta({
  description: 'A signed checkpoint; keep it where nobody who writes the store can.',
});

export const listCheckpoints = endpoint({
  id: 'listCheckpoints',
  method: 'get',
  path: '/v1/audit/checkpoints',
  tag,
  summary: 'Signed checkpoints',
  access: 'oversee',
  answer: z.strictObject({ checkpoints: z.array(Checkpoint) }).meta({ id: 'Checkpoints' }),
});

export const makeCheckpoint = endpoint({
  id: 'makeCheckpoint',
  method: 'post',
  path: '/v1/audit/checkpoints',
  tag,
  summary: 'Sign where the log stands now',
  access: 'administer',
  status: 201,
  answer: Checkpoint,
});

export const showRun = endpoint({
  id: 'showRun',
  method: 'get',
  path: '/v1/runs/{id}',
  tag: 'Runs',
  summary: 'What an agent did in a run: its calls, who decided them, how long they waited',
  access: 'oversee',
  params: z.strictObject({ id: z.string().min(1).max(1024) }),
  query: z.strictObject({ after: Seq.default(0), limit: PageLimit }),
  answer: z
    .strictObject({
      run: z.string(),
      calls: z.array(
        z
          .strictObject({
            seq: z.int(),
            at: Timestamp,
            tool: z.string().nullable(),
            agent: z.string().nullable(),
            decision: z.string(),
            reason: z.string().nullable(),
            rule: JsonObject.nullable(),
            policy_version: z.string().nullable(),
            param: JsonObject.nullable(),
            approval: z
              .strictObject({
                id: z.string(),
                status: z.string(),
                resolved_by: z.string().nullable(),
                reason: z.string().nullable(),
                wait_ms: z.number().nullable(),
                execution: z.string(),
              })
              .nullable(),
          })
          .meta({ id: 'RunCall' }),
      ),
      next: z.int().nullable(),
    })
    .meta({ id: 'Run' }),
});
