import { z } from 'zod';
import { PERSON_ROLES } from '../../identity/role.ts';
import { endpoint } from '../endpoint.ts';
import { Name, Timestamp } from '../fields.ts';

const tag = 'People and keys';

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
