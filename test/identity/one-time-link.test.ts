import { describe, expect, it } from 'vitest';
import { linkUrl, tokenOfLink } from '../../src/identity/link-url.ts';
import { BOSS, emptyOffice, office, redeem, refusal, STORES } from './office.ts';

const DAY = 24 * 60 * 60_000;
const PASSWORD = 'correct horse battery';

describe('the first administrator', () => {
  it('I07: signs in with the first link, as `user:admin` where no name is given', async () => {
    const { identity, events } = await emptyOffice();
    const token = (await identity.firstLink()) ?? '';
    const { principal } = await redeem(identity, token);
    expect(principal).toMatchObject({ userId: 'user:admin', role: 'admin', via: 'session' });
    expect(await identity.listUsers()).toMatchObject([{ id: 'user:admin', hasPassword: false }]);
    expect((await events()).map(({ action, person, via }) => [action, person, via])).toEqual([
      ['user.created', 'user:admin', 'link'],
      ['session.started', 'user:admin', 'link'],
    ]);
    expect(await identity.firstLink()).toBeUndefined();
  });

  it('I07: can set a name and a password with it', async () => {
    const { identity } = await emptyOffice();
    const token = (await identity.firstLink()) ?? '';
    await redeem(identity, token, { user: 'Root', password: PASSWORD });
    const again = await identity.signIn({ user: 'root', password: PASSWORD, address: '' });
    expect(again.principal.userId).toBe('user:Root');
  });

  it.each([0, 1, 2])(
    'I07: signs in with link %i of those of several servers, which ends all others',
    async (used) => {
      const { identity, store } = await emptyOffice();
      const tokens = await Promise.all(
        [1, 2, 3].map(async () => (await identity.firstLink()) ?? ''),
      );
      expect(await refusal(redeem(identity, tokens[used] ?? ''))).toBeUndefined();
      expect(await store.records('link', undefined, 10)).toEqual([]);
      for (const token of tokens) {
        expect(await refusal(redeem(identity, token, { user: 'mallory' }))).toBe('auth/invalid');
      }
      expect(await identity.listUsers()).toMatchObject([{ id: 'user:admin' }]);
    },
  );

  it('I07: has ten links at the most, each for a day; the oldest makes room', async () => {
    const { identity, store, clock } = await emptyOffice();
    const tokens: string[] = [];
    for (let count = 0; count < 11; count += 1) tokens.push((await identity.firstLink()) ?? '');
    expect(await store.records('link', undefined, 100)).toHaveLength(10);
    expect(await refusal(redeem(identity, tokens[0] ?? ''))).toBe('auth/invalid');
    clock.advance(DAY - 1);
    const late = (await identity.firstLink()) ?? '';
    clock.advance(1);
    expect(await refusal(redeem(identity, tokens[10] ?? ''))).toBe('auth/invalid');
    expect(await refusal(redeem(identity, late))).toBeUndefined();
  });

  it.each([
    ['approver', 'auth/invalid'],
    ['admin', 'auth/invalid'],
    // who can only look cannot make anybody else
    ['viewer', undefined],
  ] as const)('I07: beside an %s, the first link is refused as %s', async (role, code) => {
    const { identity, store } = await emptyOffice();
    const token = (await identity.firstLink()) ?? '';
    await identity.createUser(BOSS, { user: 'somebody', role });
    // of administrators only: that of the person made would be another link
    if (role !== 'admin')
      expect((await identity.firstLink()) === undefined).toBe(role !== 'viewer');
    const latest = role === 'viewer' ? ((await identity.firstLink()) ?? '') : token;
    expect(await refusal(redeem(identity, latest, { user: 'somebody' }))).toBe('auth/invalid');
    expect(await refusal(redeem(identity, latest))).toBe(code);
    expect(await identity.firstLink()).toBeUndefined();
    expect(await store.records('user', undefined, 10)).toHaveLength(code === undefined ? 3 : 2);
  });

  it('I07: nobody becomes it while somebody’s record cannot be read', async () => {
    const { identity, store } = await emptyOffice();
    const token = (await identity.firstLink()) ?? '';
    await store.write(async (tx) => tx.putRecord('user', 'user:alice', { role: 'viewer' }));
    expect(await refusal(redeem(identity, token))).toBe('auth/invalid');
    expect(await identity.firstLink()).toBeUndefined();
  });

  it('I07: what cannot be a name or a password leaves the link as it is', async () => {
    const { identity } = await emptyOffice();
    const token = (await identity.firstLink()) ?? '';
    for (const given of [{ user: 'a\nb' }, { password: 'short' }]) {
      expect(await refusal(redeem(identity, token, given))).toBe('request/malformed');
    }
    expect(await refusal(redeem(identity, token))).toBeUndefined();
  });
});

describe('a one-time link', () => {
  it.each(Object.entries(STORES))(
    'I07: of many that redeem it at once, one signs in (%s)',
    async (_, open) => {
      const { identity } = await emptyOffice(open);
      const first = (await identity.firstLink()) ?? '';
      const codes = await Promise.all(
        ['a', 'b', 'c', 'd'].map((user) => refusal(redeem(identity, first, { user }))),
      );
      expect(codes.filter((code) => code === undefined)).toHaveLength(1);
      expect(codes.filter((code) => code === 'auth/invalid')).toHaveLength(3);
      expect(await identity.listUsers()).toHaveLength(1);
      const { token } = await identity.createUser(BOSS, { user: 'alice', role: 'viewer' });
      const again = await Promise.all([1, 2, 3].map(() => refusal(redeem(identity, token))));
      expect(again.filter((code) => code === undefined)).toHaveLength(1);
      expect(await refusal(redeem(identity, token))).toBe('auth/invalid');
    },
  );

  it('I07: can be used for a day', async () => {
    const { identity, clock, store } = await office();
    const late = await identity.createUser(BOSS, { user: 'alice', role: 'viewer' });
    clock.advance(1);
    const timely = await identity.createUser(BOSS, { user: 'bob', role: 'viewer' });
    clock.advance(DAY - 1);
    expect(await refusal(redeem(identity, late.token))).toBe('auth/invalid');
    await identity.sweep();
    expect(await store.records('link', undefined, 10)).toHaveLength(1);
    expect(await refusal(redeem(identity, timely.token))).toBeUndefined();
  });

  it('I07: says whose it is: another name is refused, and it can still be used', async () => {
    const { identity } = await office();
    const { token } = await identity.createUser(BOSS, { user: 'Alice', role: 'viewer' });
    expect(await refusal(redeem(identity, token, { user: 'boss' }))).toBe('conflict');
    const { principal } = await redeem(identity, token, { user: 'ALICE' });
    expect(principal).toMatchObject({ userId: 'user:Alice', role: 'viewer' });
  });

  it('I07: a new one takes the place of the old, sets a lost password, and ends other sessions', async () => {
    const { identity, person } = await office();
    const before = await person('alice', 'viewer', PASSWORD);
    const links = [
      await identity.changeUser(BOSS, 'alice', { newLink: true }),
      await identity.changeUser(BOSS, 'alice', { newLink: true }),
    ].map(({ token }) => token ?? '');
    expect(await refusal(redeem(identity, links[0] ?? ''))).toBe('auth/invalid');
    const next = `${PASSWORD}!`;
    const { token } = await redeem(identity, links[1] ?? '', { password: next });
    expect(await identity.authenticateSession(before.token)).toBeUndefined();
    expect(await identity.authenticateSession(token)).toBeDefined();
    const signIn = (password: string) =>
      refusal(identity.signIn({ user: 'alice', password, address: '' }));
    expect([await signIn(PASSWORD), await signIn(next)]).toEqual(['auth/invalid', undefined]);
  });

  it.each(['disabled', 'removed'])('I07: of somebody %s signs nobody in', async (how) => {
    const { identity } = await office();
    const { token } = await identity.createUser(BOSS, { user: 'alice', role: 'viewer' });
    if (how === 'removed') {
      await identity.removeUser(BOSS, 'alice');
      await identity.createUser(BOSS, { user: 'alice', role: 'admin' });
    } else {
      await identity.changeUser(BOSS, 'alice', { disabled: true });
      expect(await refusal(identity.changeUser(BOSS, 'alice', { newLink: true }))).toBe('conflict');
      await identity.changeUser(BOSS, 'alice', { disabled: false });
    }
    expect(await refusal(redeem(identity, token))).toBe('auth/invalid');
  });

  it('I07: has its token where neither servers nor logs see it, and can be pasted whole', async () => {
    const { identity } = await emptyOffice();
    const token = (await identity.firstLink()) ?? '';
    const link = linkUrl('https://assent.example.com', token);
    expect(link).toBe(`https://assent.example.com/sign-in#token=${token}`);
    expect(new URL(link).search).toBe('');
    for (const pasted of [link, ` ${link}\n`, token, ` ${token} `]) {
      expect(tokenOfLink(pasted)).toBe(token);
    }
    expect(tokenOfLink('https://assent.example.com/sign-in#')).toBe('');
    expect(await refusal(redeem(identity, link))).toBeUndefined();
  });

  it.each(['', 'nothing', '#token=', 'https://a.example/sign-in?token=x'])(
    'I07: is not %j',
    async (token) => {
      const { identity } = await emptyOffice();
      await identity.firstLink();
      expect(await refusal(redeem(identity, token))).toBe('auth/invalid');
    },
  );
});
