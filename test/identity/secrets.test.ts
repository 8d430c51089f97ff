import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AUDIT_ACTIONS } from '../../src/audit/event.ts';
import { ADDRESS, BOSS, emptyOffice, redeem, refusal, STORES } from './office.ts';

const PASSWORD = 'correct horse battery';
const NEXT = 'another long password';
const TYPED = 'typed into the wrong field';

const secretOf = (token: string): string => /_([0-9a-f]{64})[0-9a-f]{8}$/.exec(token)?.[1] ?? '';

describe('secrets', () => {
  it.each(Object.entries(STORES))(
    'I07: are in no record, no event and no list (%s)',
    async (_, open) => {
      const { identity, store, kept, events, person } = await emptyOffice(open);
      const first = (await identity.firstLink()) ?? '';
      const boss = await redeem(identity, first, { user: 'boss', password: PASSWORD });
      const alice = await person('alice', 'approver', NEXT);
      const { token: link } = await identity.changeUser(BOSS, 'alice', { newLink: true });
      const signedIn = await identity.signIn({
        user: 'boss',
        password: PASSWORD,
        address: ADDRESS,
      });
      await refusal(identity.signIn({ user: TYPED, password: TYPED, address: ADDRESS }));
      await refusal(identity.signIn({ user: 'boss', password: TYPED, address: ADDRESS }));
      const agent = await identity.createKey(BOSS, {
        name: 'k',
        role: 'agent',
        agent: 'a',
        owner: 'boss',
        expiresAt: null,
      });
      const own = await identity.createOwnKey(boss.principal, { name: 'o', expiresAt: null });
      await identity.revokeKey(BOSS, own.key.id);
      const change = { old: PASSWORD, new: NEXT, address: ADDRESS };
      await identity.changePassword(boss.principal, change);
      await identity.putGroup(BOSS, 'finance', ['alice']);
      const keptBefore = await kept();
      await identity.removeGroup(BOSS, 'finance');
      await identity.signOut(boss.principal);
      await identity.removeUser(BOSS, 'alice');

      const tokens = [
        first,
        boss.token,
        alice.token,
        link ?? '',
        signedIn.token,
        agent.text,
        own.text,
      ];
      const secrets = tokens.map(secretOf);
      expect(new Set(secrets).size).toBe(tokens.length);
      expect(secrets).not.toContain('');
      const passwords = [PASSWORD, NEXT, TYPED];
      const log = (await store.entries(0, 1000)).map(({ event }) => event).join('\n');
      const listed = JSON.stringify([
        await identity.listKeys(),
        await identity.listUsers(),
        await identity.listGroups(),
      ]);
      for (const secret of [...secrets, ...passwords]) {
        for (const text of [keptBefore, await kept(), log, listed])
          expect(text).not.toContain(secret);
      }
      // nor what they are kept as, but in their records
      const hashes = secrets.map((secret) => createHash('sha256').update(secret).digest('hex'));
      expect(keptBefore).toContain(hashes[5]);
      expect(keptBefore).toContain('scrypt$');
      for (const text of [log, listed]) {
        for (const hash of hashes) expect(text).not.toContain(hash);
        expect(text).not.toContain('scrypt$');
      }
      const told = new Set((await events()).map(({ action }) => action));
      const all = AUDIT_ACTIONS.filter((action) => /^(?:user|group|key|session)\./.test(action));
      expect([...told].sort()).toEqual([...all].sort());
    },
  );
});
