import { z } from 'zod';
import { ApprovalBody } from '../approval.ts';
import { endpoint } from '../endpoint.ts';
import { JsonObject, Timestamp } from '../fields.ts';

const tag = 'Operation';

/** What is told of, by its name. Part of the public interface. */
export const EVENT_TYPES = [
  'agent.approval.requested',
  'agent.approval.resolved',
  'agent.approval.changed',
  'policy.activated',
  'halt.changed',
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** The data of one server-sent event; its `id` is a place in the audit log, its `event` is `type`. */
export const EventBody = z
  .strictObject({
    seq: z.int().meta({ description: 'Its place in the audit log, which is its `id` as well.' }),
    type: z.enum(EVENT_TYPES),
    at: Timestamp,
    action: z.string().meta({ description: 'What the audit log calls it.' }),
    approval: ApprovalBody.nullable().meta({
      description: 'The request as it is when the event is sent.',
    }),
    event: JsonObject.meta({ description: 'The event of the audit log.' }),
  })
  .meta({ id: 'Event' });

export type EventWire = z.infer<typeof EventBody>;

export const events = endpoint({
  id: 'events',
  method: 'get',
  path: '/v1/events',
  tag: 'Events',
  summary:
    'What happens, as it happens. With `Last-Event-ID`, from there on: nothing is missed. Agents hear of their own',
  access: 'read',
  query: z.strictObject({
    types: z
      .string()
      .max(500)
      .optional()
      .meta({ description: 'Names, with commas between; all where absent.' }),
    after: z.coerce
      .number()
      .int()
      .min(0)
      .optional()
      .meta({ description: 'The same as `Last-Event-ID`, for what cannot set headers.' }),
  }),
  media: 'text/event-stream',
  answer: EventBody,
  problems: ['overloaded', 'shutting-down'],
});

export const health = endpoint({
  id: 'health',
  method: 'get',
  path: '/healthz',
  tag,
  summary: 'Whether the process runs',
  access: 'anybody',
  answer: z.strictObject({ status: z.literal('ok') }).meta({ id: 'Health' }),
});

export const readiness = endpoint({
  id: 'readiness',
  method: 'get',
  path: '/readyz',
  tag,
  summary:
    'Whether it can decide: its store can be read, its policy is known, it is not shutting down',
  access: 'anybody',
  answer: z.strictObject({ status: z.literal('ready') }).meta({ id: 'Readiness' }),
  problems: ['unavailable', 'shutting-down'],
});

export const metrics = endpoint({
  id: 'metrics',
  method: 'get',
  path: '/metrics',
  tag,
  summary: 'Figures for Prometheus',
  access: 'anybody',
  media: 'text/plain',
  answer: z.string(),
});

export const openapi = endpoint({
  id: 'openapi',
  method: 'get',
  path: '/v1/openapi.json',
  tag,
  summary: 'This description',
  access: 'anybody',
  answer: JsonObject,
});
