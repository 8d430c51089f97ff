import type { z } from 'zod';
import {
  createKey,
  createOwnKey,
  type KeyBody,
  listKeys,
  revokeKey,
  revokeOwnKey,
} from '../../contract/endpoints/keys.ts';
import { timestamp, timestampOrNull } from '../../contract/fields.ts';
import type { Key, MadeKey } from '../../identity/api-key.ts';
import { actorOf } from '../../identity/audited.ts';
import { type Resource, resource } from '../handler.ts';

/** API keys. */
export const keyResources: readonly Resource[] = [
  resource(listKeys, async (_, { identity }) => ({
    keys: (await identity.listKeys()).map(onWire),
  })),

  resource(createKey, async ({ body, principal }, { identity }) => {
    const wish = {
      name: body.name,
      role: body.role,
      agent: body.agent ?? null,
      owner: body.owner ?? principal.userId,
      expiresAt: moment(body.expires_at),
    };
    return shownOnce(await identity.createKey(actorOf(principal), wish));
  }),

  resource(createOwnKey, async ({ body, principal }, { identity }) => {
    const wish = { name: body.name, expiresAt: moment(body.expires_at) };
    return shownOnce(await identity.createOwnKey(principal, wish));
  }),

  resource(revokeKey, async ({ params, principal }, { identity }) =>
    onWire(await identity.revokeKey(actorOf(principal), params.id)),
  ),

  resource(revokeOwnKey, async ({ params, principal }, { identity }) =>
    onWire(await identity.revokeOwnKey(principal, params.id)),
  ),
];

const onWire = (key: Key): z.input<typeof KeyBody> => ({
  id: key.id,
  name: key.name,
  role: key.role,
  agent: key.agent,
  owner: key.owner,
  created_at: timestamp(key.createdAt),
  expires_at: timestampOrNull(key.expiresAt),
  revoked_at: timestampOrNull(key.revokedAt),
});

const shownOnce = ({ key, text }: MadeKey) => ({ key: text, ...onWire(key) });

const moment = (text: string | null | undefined): number | null =>
  text === null || text === undefined ? null : Date.parse(text);
