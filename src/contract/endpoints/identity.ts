import { z } from 'zod';
import { PERSON_ROLES, ROLES } from '../../identity/role.ts';
import { endpoint } from '../endpoint.ts';
import { Name, Timestamp } from '../fields.ts';

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
    agent: Name.nullish().meta({
      description:
        'The id that calls with this key have; with role `agent` only, and then required.',
    }),
    owner: Name.nullish().meta({ description: 'Whose key it is; who makes it where absent.' }),
    expires_at: Timestamp.nullish(),
  }),
  answer: NewKey,
  problems: ['not-found'],
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

export const UserBody = z
  .strictObject({
    id: z.string().meta({ example: 'user:alice@example.com' }),
    role: z.enum(PERSON_ROLES),
    disabled: z.boolean(),
    has_password: z.boolean(),
    groups: z.array(z.string()),
    created_at: Timestamp,
  })
  .meta({ id: 'User' });

export const listUsers = endpoint({
  id: 'listUsers',
  method: 'get',
  path: '/v1/users',
  tag,
  summary: 'People',
  access: 'oversee',
  answer: z.strictObject({ users: z.array(UserBody) }).meta({ id: 'Users' }),
});

export const createUser = endpoint({
  id: 'createUser',
  method: 'post',
  path: '/v1/users',
  tag,
  summary: 'Add a person, with a one-time link to sign in and set a password with',
  access: 'administer',
  status: 201,
  body: z.strictObject({ user: Name, role: z.enum(PERSON_ROLES) }),
  answer: z.strictObject({ user: UserBody, link: z.string() }).meta({ id: 'NewUser' }),
  problems: ['conflict'],
});

const user = z.strictObject({ id: z.string().min(1).max(205) });

export const changeUser = endpoint({
  id: 'changeUser',
  method: 'patch',
  path: '/v1/users/{id}',
  tag,
  summary: 'Change what a person may do; sessions and keys go by it from the next request on',
  access: 'administer',
  params: user,
  body: z.strictObject({
    role: z.enum(PERSON_ROLES).optional(),
    disabled: z.boolean().optional(),
    new_link: z
      .literal(true)
      .optional()
      .meta({ description: 'Make another one-time link, as when a password is lost.' }),
  }),
  answer: z
    .strictObject({ user: UserBody, link: z.string().nullable() })
    .meta({ id: 'ChangedUser' }),
  problems: ['not-found', 'conflict'],
});

export const removeUser = endpoint({
  id: 'removeUser',
  method: 'delete',
  path: '/v1/users/{id}',
  tag,
  summary: 'Remove a person, with their keys and sessions',
  access: 'administer',
  status: 204,
  params: user,
  problems: ['not-found', 'conflict'],
});

const Group = z
  .strictObject({ id: z.string().meta({ example: 'group:finance' }), members: z.array(z.string()) })
  .meta({ id: 'Group' });

export const listGroups = endpoint({
  id: 'listGroups',
  method: 'get',
  path: '/v1/groups',
  tag,
  summary: 'Groups that policies name as approvers',
  access: 'oversee',
  answer: z.strictObject({ groups: z.array(Group) }).meta({ id: 'Groups' }),
});

const group = z.strictObject({ id: z.string().min(1).max(206) });

export const putGroup = endpoint({
  id: 'putGroup',
  method: 'put',
  path: '/v1/groups/{id}',
  tag,
  summary: 'Make a group, or change who is in it',
  access: 'administer',
  params: group,
  body: z.strictObject({ members: z.array(Name).max(10_000) }),
  answer: Group,
  problems: ['not-found'],
});

export const removeGroup = endpoint({
  id: 'removeGroup',
  method: 'delete',
  path: '/v1/groups/{id}',
  tag,
  summary: 'Remove a group; nobody is in it then',
  access: 'administer',
  status: 204,
  params: group,
  problems: ['not-found'],
});

/** Long enough to be hard to guess; longer than anybody types. */
const Password = z.string().min(12).max(1024);

const Me = z
  .strictObject({
    kind: z.enum(['agent', 'person']),
    role: z.enum(ROLES),
    agent: z.string().nullable(),
    user: z.string().nullable(),
    groups: z.array(z.string()),
  })
  .meta({ id: 'Me' });

export const whoAmI = endpoint({
  id: 'whoAmI',
  method: 'get',
  path: '/v1/me',
  tag,
  summary: 'Who is asking',
  access: 'known',
  answer: Me,
});

export const signIn = endpoint({
  id: 'signIn',
  method: 'post',
  path: '/v1/sessions',
  tag,
  summary: 'Sign in with a password; the session is a cookie that scripts cannot read',
  access: 'anybody',
  status: 201,
  body: z.strictObject({ user: z.string().max(205), password: z.string().max(1024) }),
  answer: Me,
  problems: ['auth/invalid', 'rate-limited'],
});

export const redeemLink = endpoint({
  id: 'redeemLink',
  method: 'post',
  path: '/v1/sessions/link',
  tag,
  summary: 'Sign in with a one-time link, and set a password where there is none',
  access: 'anybody',
  status: 201,
  body: z.strictObject({
    token: z.string().max(200),
    user: Name.nullish().meta({
      description: 'Who the first administrator is; other links say whose they are.',
    }),
    password: Password.nullish(),
  }),
  answer: Me,
  problems: ['auth/invalid', 'rate-limited', 'conflict'],
});

export const signOut = endpoint({
  id: 'signOut',
  method: 'delete',
  path: '/v1/sessions/current',
  tag,
  summary: 'Sign out',
  access: 'oversee',
  status: 204,
});

export const changePassword = endpoint({
  id: 'changePassword',
  method: 'put',
  path: '/v1/me/password',
  tag,
  summary: 'Set another password; every other session of the same person ends',
  access: 'oversee',
  status: 204,
  body: z.strictObject({ old: z.string().max(1024).nullish(), new: Password }),
  problems: ['auth/invalid', 'rate-limited'],
});
