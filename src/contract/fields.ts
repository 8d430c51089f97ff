import { z } from 'zod';
import type { JsonRecord } from '../json/json-value.ts';
import { isObject } from '../policy/call.ts';

/** Fields that several bodies have. */

export const Timestamp = z.iso
  .datetime({ precision: 3 })
  .meta({ description: 'ISO 8601, UTC, milliseconds.', example: '2026-11-20T09:30:00.000Z' });

/** Milliseconds since the Unix epoch as the wire has them. */
export const timestamp = (at: number): string => new Date(at).toISOString();

export const timestampOrNull = (at: number | null): string | null =>
  at === null ? null : timestamp(at);

/**
 * An object whose members are the caller's own: taken as it is, not copied, so that no member gets lost,
 * whatever its name.
 */
export const JsonObject = z
  .custom<JsonRecord>((value) => isObject(value), 'has to be an object')
  .meta({ type: 'object', additionalProperties: true });

/** Why somebody does something. */
export const Reason = z.string().max(4096);

/** Not every store can be asked for a text that has anything else in it. */
export const ApprovalId = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, 'is no id of an approval request')
  .meta({ example: 'apr_01a1f9832fd00000318de0b9fd0ff2332931' });

/** A name of a person, a group, an agent: text on one line. */
export const Name = z
  .string()
  .regex(/^(?=.*\S)[^\p{Cc}\p{Cs}]{1,200}$/u, 'has to be text on one line, of 1 to 200 characters');

/** The id of an agent, letter for letter: one that only looks like it is another agent. */
export const AgentId = Name.refine(
  (text) => text === text.trim() && !/\p{Cf}/u.test(text),
  'has to be the id of an agent, without white space around it and without invisible characters',
);

export const PageLimit = z.coerce.number().int().min(1).max(500).default(100);
