import { z } from 'zod';
import type { JsonRecord } from '../json/json-value.ts';
import { PERSON_ROLES, ROLES } from './role.ts';

/** What a store keeps about people and keys. Times are milliseconds since the Unix epoch. */

const Moment = z.int().nonnegative();
/** SHA-256 in hexadecimal digits. */
const Hash = z.string().regex(/^[0-9a-f]{64}$/);

export const UserRecord = z
  .strictObject({
    /** `user:` and the name as it was given. */
    id: z.string(),
    role: z.enum(PERSON_ROLES),
    disabled: z.boolean(),
    /** As `hashPassword` writes it. */
    password: z.string().nullable(),
    /** What the groups list too: who is removed leaves them without a search. */
    groups: z.array(z.string()).readonly(),
    /** Ids of keys that were not revoked. */
    keys: z.array(z.string()).readonly(),
    /** Ids of sessions, the oldest first. */
    sessions: z.array(z.string()).readonly(),
    /** Id of the one-time link that was made last and not used. */
    link: z.string().nullable(),
    createdAt: Moment,
  })
  .readonly();
export type UserRecord = z.infer<typeof UserRecord>;

export const GroupRecord = z
  .strictObject({ id: z.string(), members: z.array(z.string()).readonly() })
  .readonly();
export type GroupRecord = z.infer<typeof GroupRecord>;

export const KeyRecord = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    /** The agent it is bound to; with role `agent`, and only then. */
    agent: z.string().nullable(),
    /** `user:` id. */
    owner: z.string(),
    /** Id of the person's key that it was made with. */
    maker: z.string().nullable(),
    hash: Hash,
    createdAt: Moment,
    expiresAt: Moment.nullable(),
    revokedAt: Moment.nullable(),
  })
  .refine(({ role, agent }) => (role === 'agent') === (agent !== null))
  .readonly();
export type KeyRecord = z.infer<typeof KeyRecord>;

export const SessionRecord = z
  .strictObject({
    id: z.string(),
    user: z.string(),
    hash: Hash,
    createdAt: Moment,
    seenAt: Moment,
  })
  .readonly();
export type SessionRecord = z.infer<typeof SessionRecord>;

export const LinkRecord = z
  .strictObject({
    id: z.string(),
    /** Whose it is; nobody's yet for that of the first administrator. */
    user: z.string().nullable(),
    hash: Hash,
    expiresAt: Moment,
  })
  .readonly();
export type LinkRecord = z.infer<typeof LinkRecord>;

export const ThrottleRecord = z
  .strictObject({ failures: z.int().nonnegative(), at: Moment })
  .readonly();
export type ThrottleRecord = z.infer<typeof ThrottleRecord>;

/** A record as it has to be; `undefined` where there is none, or it was tampered with. */
export function readRecord<S extends z.ZodType>(
  schema: S,
  value: JsonRecord | undefined,
): z.output<S> | undefined {
  const result = schema.safeParse(value);
  return result.success ? result.data : undefined;
}
