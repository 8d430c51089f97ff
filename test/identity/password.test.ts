import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Identity } from '../../src/identity/identity.ts';
import type { IdentityStore } from '../../src/identity/identity-store.ts';
import { hashPassword, isPassword } from '../../src/identity/password.ts';
import { ADDRESS, BOSS, office, refusal } from './office.ts';

const RIGHT = 'correct horse battery';
const OTHER = 'another long password';

/** The right one, by scrypt of Python's hashlib: N 2^14, r 8, p 1, a salt of zeros. */
const CHEAP = 'scrypt$16384$8$1$AAAAAAAAAAAAAAAAAAAAAA$VOu9yU93MAPRMAyB8afam0JVM-87Myp_-GerZ1YkZZM';

describe('a password', () => {
  it('I07: is kept as scrypt with its parameters, salted, and is nobody else’s', async () => {
    const [one, two] = [
      await hashPassword(RIGHT, randomBytes),
      await hashPassword(RIGHT, randomBytes),
    ];
    expect(one).toMatch(/^scrypt\$131072\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
    expect(one).not.toBe(two);
    expect(await isPassword(RIGHT, one)).toBe(true);
    expect(await isPassword(`${RIGHT} `, one)).toBe(false);
  });

  it('I07: is the same however a keyboard writes its letters', async () => {
    const kept = await hashPassword('cafe\u0301 au lait, bitte', randomBytes);
    expect(await isPassword('caf\u00e9 au lait, bitte', kept)).toBe(true);
  });

  it('I07: is checked with the parameters it was kept with', async () => {
    // scrypt of Python's hashlib: N 2^14, r 8, p 1, a salt of zeros
    const kept =
      'scrypt$16384$8$1$AAAAAAAAAAAAAAAAAAAAAA$VOu9yU93MAPRMAyB8afam0JVM-87Myp_-GerZ1YkZZM';
    expect(await isPassword(RIGHT, kept)).toBe(true);
  });

  it.each([
    null,
    '',
    RIGHT,
    'scrypt$131072$8$1$AAAAAAAAAAAAAAAAAAAAAA$',
    `scrypt$131072$8$1$AAAAAAAAAAAAAAAAAAAAAA$${'A'.repeat(42)}!`,
    `scrypt$1073741824$8$1$AAAAAAAAAAAAAAAAAAAAAA$${'A'.repeat(43)}`,
    `scrypt$NaN$8$1$AAAAAAAAAAAAAAAAAAAAAA$${'A'.repeat(43)}`,
    `plain$131072$8$1$AAAAAAAAAAAAAAAAAAAAAA$${'A'.repeat(43)}`,
  ])('I07: no password is that of what was kept as %j', async (kept) => {
    expect(await isPassword('', kept)).toBe(false);
  });

  it.each(['', 'elevenchars', 'x'.repeat(1025)])('I07: cannot be %j', async (text) => {
    expect(await refusal(hashPassword(text, randomBytes))).toBe('request/malformed');
  });

  it('I07: of many that are hashed at once, few have the memory, and the rest have to come back', async () => {
    const all = Array.from({ length: 80 }, () => refusal(isPassword(RIGHT, CHEAP)));
    const refused = (await Promise.all(all)).filter((code) => code === 'rate-limited');
    expect(refused).toHaveLength(80 - 2 - 64);
    expect(await isPassword(RIGHT, CHEAP)).toBe(true);
  });
});

describe('signing in', () => {
  it('I07: the right password is that person’s, whichever way the name is written', async () => {
    const { identity, person, events } = await office();
    await person('Alice', 'approver', RIGHT);
    for (const user of ['alice', 'user:ALICE']) {
      const { token, principal } = await identity.signIn({
        user,
        password: RIGHT,
        address: ADDRESS,
      });
      expect(principal).toMatchObject({ userId: 'user:Alice', role: 'approver', via: 'session' });
      expect(await identity.authenticateSession(token)).toEqual(principal);
    }
    expect((await events()).at(-1)).toMatchObject({
      action: 'session.started',
      person: 'user:Alice',
      via: 'password',
      details: { address: ADDRESS },
    });
  });

  it('I07: who is unknown, disabled, without a password, or wrong is refused alike', async () => {
    const { identity, person, events } = await office();
    await person('alice', 'viewer', RIGHT);
    await person('bob', 'viewer');
    await person('carol', 'viewer', RIGHT);
    await identity.changeUser(BOSS, 'carol', { disabled: true });
    const said = await Promise.all(
      [
        ['alice', OTHER],
        ['bob', ''],
        ['carol', RIGHT],
        ['nobody', RIGHT],
        ['a\nb', RIGHT],
      ].map(async ([user = '', password = ''], at) => {
        try {
          await identity.signIn({ user, password, address: `192.0.2.${at}` });
          return 'signed in';
        } catch (error) {
          return String(error);
        }
      }),
    );
    expect(new Set(said)).toEqual(new Set(['IdentityError: the person or the password is wrong']));
    const refused = (await events()).filter(({ action }) => action === 'session.refused');
    // what was typed in place of a name may be a password: only who is known is named
    const named = refused.map(({ details }) => String(details?.['user']));
    expect(named.sort()).toEqual(['null', 'null', 'user:alice', 'user:bob', 'user:carol']);
    expect(refused.every(({ person: who }) => who === undefined)).toBe(true);
  });

  it('I07: who is disabled while their password is compared is not signed in', async () => {
    const { identity, person, store, clock } = await office();
    await person('alice', 'viewer', RIGHT);
    const slow: IdentityStore = {
      write: (work) => store.write(work),
      records: (kind, after, limit) => store.records(kind, after, limit),
      record: async (kind, id) => {
        const value = await store.record(kind, id);
        if (kind === 'user') await identity.changeUser(BOSS, id, { disabled: true });
        return value;
      },
    };
    const late = new Identity(slow, clock, randomBytes);
    const signingIn = late.signIn({ user: 'alice', password: RIGHT, address: ADDRESS });
    expect(await refusal(signingIn)).toBe('auth/invalid');
  });
});

describe('another password', () => {
  it('I07: ends every other session, and the link that would reset it', async () => {
    const { identity, person } = await office();
    const first = await person('alice', 'viewer', RIGHT);
    const { token: link } = await identity.changeUser(BOSS, 'alice', { newLink: true });
    const here = await identity.signIn({ user: 'alice', password: RIGHT, address: ADDRESS });
    await identity.changePassword(here.principal, { old: RIGHT, new: OTHER, address: ADDRESS });
    expect(await identity.authenticateSession(first.token)).toBeUndefined();
    expect(await identity.authenticateSession(here.token)).toBeDefined();
    const given = { token: link ?? '', user: null, password: null, address: ADDRESS };
    expect(await refusal(identity.redeemLink(given))).toBe('auth/invalid');
    const again = (password: string) =>
      refusal(identity.signIn({ user: 'alice', password, address: ADDRESS }));
    expect([await again(RIGHT), await again(OTHER)]).toEqual(['auth/invalid', undefined]);
  });

  it('I07: takes the old one, and no more tries than signing in', async () => {
    const { identity, person } = await office();
    const { principal } = await person('alice', 'viewer', RIGHT);
    const change = (old: string | null) =>
      refusal(identity.changePassword(principal, { old, new: OTHER, address: ADDRESS }));
    const said = [];
    for (const old of [null, '', OTHER, 'a', 'b', RIGHT]) said.push(await change(old));
    expect(said).toEqual([...Array(5).fill('auth/invalid'), 'rate-limited']);
  });

  it('I07: the first one is set with a session, never with a key', async () => {
    const { identity, boss } = await office();
    const { text } = await identity.createKey(BOSS, {
      name: 'dashboard',
      role: 'viewer',
      agent: null,
      owner: 'boss',
      expiresAt: null,
    });
    const byKey = await identity.authenticateKey(text);
    if (byKey?.kind !== 'person') throw new Error('a key of a person is no person’s');
    const change = { old: null, new: OTHER, address: ADDRESS };
    expect(await refusal(identity.changePassword(byKey, change))).toBe('auth/invalid');
    expect(await refusal(identity.changePassword(boss, change))).toBeUndefined();
    expect(await refusal(identity.changePassword(boss, { ...change, new: 'short' }))).toBe(
      'request/malformed',
    );
  });

  it('I07: of two changes at once from the same old one, one is made', async () => {
    const { identity, person } = await office();
    const { principal } = await person('alice', 'viewer', RIGHT);
    const both = await Promise.all(
      [OTHER, `${OTHER}!`].map((next) =>
        refusal(identity.changePassword(principal, { old: RIGHT, new: next, address: ADDRESS })),
      ),
    );
    expect(both.sort()).toEqual(['auth/invalid', undefined]);
  });
});
