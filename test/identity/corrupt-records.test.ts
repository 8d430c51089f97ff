import { describe, expect, it } from 'vitest';
import type { IdentityKind } from '../../src/identity/identity-store.ts';
import type { JsonRecord } from '../../src/json/json-value.ts';
import { BOSS, office, redeem, refusal } from './office.ts';

/** What somebody who can write the store, or a mistake, may have put in place of a field. */
const SPOILT: readonly [kind: IdentityKind, field: string, value: JsonRecord[string]][] = [
  ['key', 'role', 'root'],
  ['key', 'agent', 'order-manager'],
  ['key', 'expiresAt', 'never'],
  ['key', 'revokedAt', false],
  ['key', 'hash', ''],
  ['key', 'extra', true],
  ['session', 'seenAt', 1e300],
  ['session', 'createdAt', '0'],
  ['session', 'hash', null],
  ['user', 'role', 'agent'],
  ['user', 'disabled', 'false'],
  ['user', 'disabled', 0],
  ['user', 'groups', 'group:finance'],
];

describe('a record that cannot be read', () => {
  it.each(SPOILT)('I07: %s with `%s` as %j lets nobody in', async (kind, field, value) => {
    const { identity, store, person } = await office();
    const { token, principal } = await person('alice', 'admin');
    const { key, text } = await identity.createOwnKey(principal, { name: 'k', expiresAt: null });
    const ids = { key: key.id, session: principal.sessionId ?? '', user: 'user:alice' };
    const id = kind === 'key' || kind === 'session' || kind === 'user' ? ids[kind] : '';
    const before = await store.record(kind, id);
    await store.write(async (tx) => tx.putRecord(kind, id, { ...before, [field]: value }));
    const known = {
      key: await identity.authenticateKey(text),
      session: await identity.authenticateSession(token),
    };
    if (kind !== 'session') expect(known.key).toBeUndefined();
    if (kind !== 'key') expect(known.session).toBeUndefined();
    expect(await refusal(identity.createUser(BOSS, { user: 'alice', role: 'admin' }))).toBe(
      'conflict',
    );
  });

  it('I07: a link without its term, or without a hash, signs nobody in', async () => {
    const { identity, store } = await office();
    for (const spoilt of [{ expiresAt: null }, { hash: '' }, { user: 7 }]) {
      const name = `p${Object.keys(spoilt).join('')}`;
      const { token } = await identity.createUser(BOSS, { user: name, role: 'admin' });
      const [link] = await store.records('link', undefined, 1);
      await store.write(async (tx) => {
        tx.putRecord('link', link?.id ?? '', { ...link?.value, ...spoilt });
      });
      expect(await refusal(redeem(identity, token))).toBe('auth/invalid');
      await store.write(async (tx) => tx.putRecord('link', link?.id ?? '', undefined));
    }
  });

  it('I07: without a list of administrators that can be read, nobody becomes or ceases to be one', async () => {
    const { identity, store } = await office();
    await store.write(async (tx) => tx.putRecord('user', 'administrators', { admins: 'all' }));
    const alice = identity.createUser(BOSS, { user: 'alice', role: 'admin' });
    await expect(alice).rejects.toThrow('the list of administrators cannot be read');
    await expect(identity.removeUser(BOSS, 'boss')).rejects.toThrow('cannot be read');
    expect(await identity.firstLink()).toBeUndefined();
    expect(await identity.listUsers()).toHaveLength(1);
  });

  it('I07: a group is not changed: who is in it would stay in it unseen', async () => {
    const { identity, store } = await office();
    await identity.putGroup(BOSS, 'finance', ['boss']);
    await store.write(async (tx) => tx.putRecord('group', 'group:finance', { members: [] }));
    await expect(identity.putGroup(BOSS, 'finance', [])).rejects.toThrow('cannot be read');
    expect(await identity.listGroups()).toEqual([]);
  });
});
