import { z } from 'zod';
import { ROLES } from '../../identity/role.ts';
import { endpoint } from '../endpoint.ts';
import { AgentId, Name, Timestamp } from '../fields.ts';

const tag = 'People and keys';

/** A key as it is listed: never what it is proved with. */
export const KeyBody = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    agent: z.string().nullable(),
    owner: z.string(),
    created_at: Timestamp,
    expires_at: Timestamp.nullable(),
    revoked_at: Timestamp.nullable(),
  })
  .meta({ id: 'Key' });

const NewKey = z
  .strictObject({
    key: z.string().meta({ description: 'The key itself, shown this once.' }),
    ...KeyBody.shape,
  })
  .meta({ id: 'NewKey' });

export const listKeys = endpoint({
  id: 'listKeys',
  method: 'get',
  path: '/v1/keys',
  tag,
  summary: 'API keys',
  access: 'administer',
  answer: z.strictObject({ keys: z.array(KeyBody) }).meta({ id: 'Keys' }),
});

export const createKey = endpoint({
  id: 'createKey',
  method: 'post',
  path: '/v1/keys',
  tag,
  summary: 'Make an API key; that of an agent says which one',
  access: 'administer',
  status: 201,
  body: z.strictObject({
    name: Name,
    role: z.enum(ROLES),
    agent: AgentId.nullish().meta({
      description:
        'The id that calls with this key have; with role `agent` only, and then required.',
    }),
    owner: Name.nullish().meta({ description: 'Whose key it is; who makes it where absent.' }),
    expires_at: Timestamp.nullish(),
  }),
  answer: NewKey,
  problems: ['not-found', 'conflict'],
});

export const createOwnKey = endpoint({
  id: 'createOwnKey',
  method: 'post',
  path: '/v1/me/keys',
  tag,
  summary: 'Make an API key of one’s own, with one’s own role, as `assent login` does',
  access: 'oversee',
  status: 201,
  body: z.strictObject({ name: Name, expires_at: Timestamp.nullish() }),
  answer: NewKey,
  problems: ['conflict'],
});

export const revokeKey = endpoint({
  id: 'revokeKey',
  method: 'delete',
  path: '/v1/keys/{id}',
  tag,
  summary: 'Revoke an API key; it is refused from the next request on',
  access: 'administer',
  params: z.strictObject({ id: z.string().min(1).max(200) }),
  answer: KeyBody,
  problems: ['not-found'],
});

export const revokeOwnKey = endpoint({
  ...revokeKey,
  id: 'revokeOwnKey',
  path: '/v1/me/keys/{id}',
  summary: 'Revoke an API key of one’s own, as `assent logout` does',
  access: 'oversee',
});
