import { describe, expect, it } from 'vitest';
import { BOSS, type Office, office, redeem, refusal } from './office.ts';

/** Replaces fields of the record of `user:alice`, as nothing here would: what belongs to it stays. */
const alter = ({ store }: Office, fields: Readonly<Record<string, boolean | string[] | null>>) =>
  store.write(async (tx) => {
    tx.putRecord('user', 'user:alice', { ...(await tx.record('user', 'user:alice')), ...fields });
  });

describe('what was left over', () => {
  it.each([{ disabled: true }, { sessions: [] }])(
    'I07: a session is nobody’s when its person says %j',
    async (fields) => {
      const here = await office();
      const { token } = await here.person('alice', 'viewer');
      await alter(here, fields);
      expect(await here.identity.authenticateSession(token)).toBeUndefined();
    },
  );

  it.each([{ disabled: true }, { keys: [] }])(
    'I07: a key is nobody’s when its owner says %j',
    async (fields) => {
      const here = await office();
      const { principal } = await here.person('alice', 'viewer');
      const wish = { name: 'laptop', expiresAt: null };
      const { text } = await here.identity.createOwnKey(principal, wish);
      await alter(here, fields);
      expect(await here.identity.authenticateKey(text)).toBeUndefined();
    },
  );

  it('I07: a revoked key is nobody’s, even when its owner still lists it', async () => {
    const here = await office();
    const { principal } = await here.person('alice', 'viewer');
    const wish = { name: 'laptop', expiresAt: null };
    const { key, text } = await here.identity.createOwnKey(principal, wish);
    await here.identity.revokeKey(BOSS, key.id);
    await alter(here, { keys: [key.id] });
    expect(await here.identity.authenticateKey(text)).toBeUndefined();
  });

  it.each([{ disabled: true }, { link: null }])(
    'I07: a link signs nobody in when its person says %j',
    async (fields) => {
      const here = await office();
      const { token } = await here.identity.createUser(BOSS, { user: 'alice', role: 'viewer' });
      await alter(here, fields);
      expect(await refusal(redeem(here.identity, token))).toBe('auth/invalid');
    },
  );
});
