import { z } from 'zod';
import { ROLES } from '../../identity/role.ts';
import { endpoint } from '../endpoint.ts';
import { Name } from '../fields.ts';

const tag = 'People and keys';

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
