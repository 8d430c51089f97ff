import type { Column } from './authorization-table.ts';
import type { World } from './authorization-world.ts';

/** Somebody who asks, and what the table says of such. */
export interface Asker {
  readonly name: string;
  readonly column: Column;
  /** Whether a browser says, or nobody denies, that the request comes from the server's own pages. */
  readonly isOwnSite: boolean;
  readonly headers: (world: World) => Promise<Record<string, string>>;
}

const OWN_SITE = { 'sec-fetch-site': 'same-origin' };

const asker = (
  name: string,
  column: Column,
  headers: Asker['headers'],
  isOwnSite = true,
): Asker => ({ name, column, headers, isOwnSite });

const bearer = (text: string): Record<string, string> => ({ authorization: `Bearer ${text}` });

const known = (map: ReadonlyMap<string, string>, name: string): string => {
  const found = map.get(name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
};

const withKey = (name: string, column: Column, key: string): Asker =>
  asker(name, column, async ({ keys }) => bearer(known(keys, key)));

const cookie = (token: string): Record<string, string> => ({ cookie: `assent_session=${token}` });

/** A session that begins for each request, with what the browser says beside it. */
const inSession = (
  name: string,
  user: 'viewer' | 'approver' | 'admin' | 'fallen',
  beside: Record<string, string>,
  isOwnSite: boolean,
): Asker =>
  asker(
    name,
    user === 'fallen' ? 'viewer' : user,
    async (world) => ({ ...cookie(await world.session(user)), ...beside }),
    isOwnSite,
  );

const afterSession = (name: string, column: Column, which: string): Asker =>
  asker(name, column, async ({ over }) => ({ ...cookie(known(over, which)), ...OWN_SITE }));

export const ASKERS: readonly Asker[] = [
  asker('nobody', 'nobody', async () => ({})),
  asker(
    'nobody, from another site',
    'nobody',
    async () => ({ 'sec-fetch-site': 'cross-site' }),
    false,
  ),
  asker('what is no key', 'bad key', async () => bearer('garbage')),
  asker('another scheme', 'bad key', async () => ({ authorization: 'Basic cm9vdDpyb290' })),
  asker('a key with a letter changed', 'bad key', async ({ keys }) => {
    const key = known(keys, 'admin');
    return bearer(`${key.slice(0, -8)}${key.at(-8) === 'a' ? 'b' : 'a'}${key.slice(-7)}`);
  }),
  withKey('a revoked key', 'bad key', 'revoked'),
  withKey('an expired key', 'bad key', 'expired'),
  withKey('a key of somebody disabled', 'bad key', 'disabled'),
  withKey('a key of somebody removed', 'bad key', 'removed'),
  withKey('a revoked key of the agent', 'bad key', 'agent revoked'),
  withKey('an expired key of the agent', 'bad key', 'agent expired'),
  withKey('the key of the agent of somebody disabled', 'bad key', 'agent disabled'),
  withKey('the key of the agent of somebody removed', 'bad key', 'agent removed'),
  asker('a revoked key beside a session of an admin', 'bad key', async (world) => ({
    ...bearer(known(world.keys, 'revoked')),
    ...cookie(await world.session('admin')),
    ...OWN_SITE,
  })),
  withKey('the agent', 'agent', 'agent'),
  asker('the agent beside a session of an admin', 'agent', async (world) => ({
    ...bearer(known(world.keys, 'agent')),
    ...cookie(await world.session('admin')),
    ...OWN_SITE,
  })),
  withKey('another agent', 'other agent', 'other'),
  withKey('a key of a viewer', 'viewer', 'viewer'),
  withKey('a key with role viewer of an admin', 'viewer', 'small'),
  withKey('a key with role admin of who is a viewer now', 'viewer', 'fallen'),
  withKey('a key of an approver', 'approver', 'approver'),
  withKey('a key of an admin', 'admin', 'admin'),
  inSession('a session of a viewer', 'viewer', OWN_SITE, true),
  inSession('a session of an approver', 'approver', OWN_SITE, true),
  inSession('a session of an admin', 'admin', OWN_SITE, true),
  inSession('a session by the address bar', 'admin', { 'sec-fetch-site': 'none' }, true),
  inSession('a session of who is a viewer now', 'fallen', OWN_SITE, true),
  inSession('a session of a viewer without proof', 'viewer', {}, false),
  inSession('a session of an approver without proof', 'approver', {}, false),
  inSession('a session of an admin without proof', 'admin', {}, false),
  inSession('a session, cross-site', 'admin', { 'sec-fetch-site': 'cross-site' }, false),
  inSession('a session, same-site', 'admin', { 'sec-fetch-site': 'same-site' }, false),
  inSession('a session, strange site', 'admin', { 'sec-fetch-site': 'Same-Origin ' }, false),
  inSession('a session, other origin', 'admin', { origin: 'https://evil.example' }, false),
  inSession('a session, no origin', 'admin', { origin: 'null' }, false),
  afterSession('an idle session', 'nobody', 'idle'),
  afterSession('a session that was left', 'nobody', 'signed out'),
  afterSession('a session of somebody disabled', 'nobody', 'disabled'),
  afterSession('a session of somebody removed', 'nobody', 'removed'),
];
