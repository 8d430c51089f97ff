import type { z } from 'zod';
import {
  changeUser,
  createUser,
  listUsers,
  removeUser,
  type UserBody,
} from '../../contract/endpoints/people.ts';
import { timestamp } from '../../contract/fields.ts';
import { actorOf } from '../../identity/audited.ts';
import { linkUrl } from '../../identity/link-url.ts';
import type { User } from '../../identity/users.ts';
import { type Resource, resource } from '../handler.ts';

/** People. */
export const userResources: readonly Resource[] = [
  resource(listUsers, async (_, { identity }) => ({
    users: (await identity.listUsers()).map(onWire),
  })),

  resource(createUser, async ({ body, principal }, { identity, publicUrl }) => {
    const { user, token } = await identity.createUser(actorOf(principal), body);
    return { user: onWire(user), link: linkUrl(publicUrl(), token) };
  }),

  resource(changeUser, async ({ params, body, principal }, { identity, publicUrl }) => {
    const { user, token } = await identity.changeUser(actorOf(principal), params.id, {
      role: body.role,
      disabled: body.disabled,
      newLink: body.new_link,
    });
    return {
      user: onWire(user),
      link: token === undefined ? null : linkUrl(publicUrl(), token),
    };
  }),

  resource(removeUser, async ({ params, principal }, { identity }) => {
    await identity.removeUser(actorOf(principal), params.id);
    return undefined;
  }),
];

const onWire = (user: User): z.input<typeof UserBody> => ({
  id: user.id,
  role: user.role,
  disabled: user.disabled,
  has_password: user.hasPassword,
  groups: [...user.groups],
  created_at: timestamp(user.createdAt),
});
