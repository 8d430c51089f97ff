import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KeyWish } from '../../src/identity/api-key.ts';
import type { PersonPrincipal } from '../../src/identity/principal.ts';
import { ROLES } from '../../src/identity/role.ts';
import { makeToken, readToken, sameHash } from '../../src/identity/secret-token.ts';
import { START } from '../support/manual-clock.ts';
import { BOSS, office, refusal } from './office.ts';

const WISH: KeyWish = {
  name: 'night shift',
  role: 'agent',
  agent: 'order-manager',
  owner: 'user:boss',
  expiresAt: null,
};

describe('the text of a key', () => {
  it('I07: is `assent_`, a public id, a secret of 256 bits and a checksum; its secret is kept as SHA-256', () => {
    const { id, hash, text } = makeToken('assent', randomBytes);
    const match = /^assent_([0-9a-f]{16})_([0-9a-f]{64})([0-9a-f]{8})$/.exec(text);
    expect(match?.[1]).toBe(id);
    expect(
      createHash('sha256')
        .update(match?.[2] ?? '')
        .digest('hex'),
    ).toBe(hash);
    expect(readToken('assent', text)).toEqual({ id, hash });
  });

  it('I07: any change of one character is told without a look-up, and would not match the hash either', () => {
    const { id, hash, text } = makeToken('assent', randomBytes);
    fc.assert(
      fc.property(
        fc.nat(text.length - 1),
        fc.string({ minLength: 0, maxLength: 2 }),
        (at, other) => {
          fc.pre(other !== text[at]);
          expect(
            readToken('assent', text.slice(0, at) + other + text.slice(at + 1)),
          ).toBeUndefined();
        },
      ),
      { numRuns: 2000 },
    );
    for (const digit of '0123456789abcdef') {
      for (let at = 24; at < 88; at += 1) {
        if (text[at] === digit) continue;
        const body = text.slice(0, at) + digit + text.slice(at + 1, 88);
        // whoever knows how the checksum is made gets as far as the hash
        const sum = createHash('sha256').update(body).digest('hex').slice(0, 8);
        const forged = readToken('assent', body + sum);
        expect(forged?.id).toBe(id);
        expect(sameHash(forged?.hash ?? '', hash)).toBe(false);
      }
    }
  });

  it.each(['assent', 'assent-session', 'assent-link'] as const)(
    'I07: a token that begins with %s can be used as nothing else',
    (prefix) => {
      const { text } = makeToken(prefix, randomBytes);
      for (const other of ['assent', 'assent-session', 'assent-link'] as const) {
        expect(readToken(other, text) !== undefined).toBe(other === prefix);
      }
    },
  );

  it.each([
    ['', 'abc', false],
    ['abc', 'abcd', false],
    ['abc', 'abd', false],
    ['abc', 'abc', true],
  ])('I07: hashes are compared whole: %j and %j', (a, b, same) => {
    expect(sameHash(a, b)).toBe(same);
  });
});

describe('who a key is of', () => {
  it('I07: an agent’s key is of its agent, and says whose it is', async () => {
    const { identity } = await office();
    const { key, text } = await identity.createKey(BOSS, WISH);
    expect(await identity.authenticateKey(text)).toEqual({
      kind: 'agent',
      role: 'agent',
      agentId: 'order-manager',
      keyId: key.id,
      owner: 'user:boss',
    });
  });

  it('I07: a person’s key acts as that person, with their groups', async () => {
    const { identity, person } = await office();
    await person('Alice', 'approver');
    await identity.putGroup(BOSS, 'finance', ['alice']);
    const { key, text } = await identity.createKey(BOSS, {
      ...WISH,
      role: 'viewer',
      agent: null,
      owner: 'ALICE',
    });
    expect(await identity.authenticateKey(text)).toEqual({
      kind: 'person',
      role: 'viewer',
      userId: 'user:Alice',
      groups: ['group:finance'],
      via: 'key',
      keyId: key.id,
      sessionId: null,
    });
  });

  it('I07: a forged secret with a right checksum, and text of any kind, are nobody’s', async () => {
    const { identity } = await office();
    const { text } = await identity.createKey(BOSS, WISH);
    const body = `${text.slice(0, 24)}${'0'.repeat(64)}`;
    const forged = body + createHash('sha256').update(body).digest('hex').slice(0, 8);
    expect(readToken('assent', forged)).toBeDefined();
    for (const one of [forged, '', 'assent_', ` ${text}`, `${text}\n`, text.toUpperCase()]) {
      expect(await identity.authenticateKey(one)).toBeUndefined();
    }
    expect(await identity.authenticateKey(text)).toBeDefined();
  });

  it('I07: a key is refused from the moment it expires', async () => {
    const { identity, clock } = await office();
    const { text } = await identity.createKey(BOSS, { ...WISH, expiresAt: START + 1000 });
    clock.advance(999);
    expect(await identity.authenticateKey(text)).toBeDefined();
    clock.advance(1);
    expect(await identity.authenticateKey(text)).toBeUndefined();
  });

  it('I07: a revoked key is refused, stays revoked, and is still listed', async () => {
    const { identity, clock, events } = await office();
    const { key, text } = await identity.createKey(BOSS, WISH);
    const revoked = await identity.revokeKey(BOSS, key.id);
    expect(revoked).toEqual({ ...key, revokedAt: START });
    expect(await identity.authenticateKey(text)).toBeUndefined();
    clock.advance(1000);
    expect(await identity.revokeKey(BOSS, key.id)).toEqual(revoked);
    expect(await identity.listKeys()).toEqual([revoked]);
    expect((await events()).filter(({ action }) => action === 'key.revoked')).toHaveLength(1);
    expect(await refusal(identity.revokeKey(BOSS, 'nothing'))).toBe('not-found');
  });

  it('I07: keys of a disabled owner are refused at once, and again theirs when enabled; of a removed one never', async () => {
    const { identity, person } = await office();
    await person('alice', 'approver');
    const agent = await identity.createKey(BOSS, { ...WISH, owner: 'alice' });
    const own = await identity.createKey(BOSS, {
      ...WISH,
      role: 'approver',
      agent: null,
      owner: 'alice',
    });
    const known = async () =>
      Promise.all(
        [agent, own].map(async ({ text }) => (await identity.authenticateKey(text))?.kind),
      );
    await identity.changeUser(BOSS, 'alice', { disabled: true });
    expect(await known()).toEqual([undefined, undefined]);
    await identity.changeUser(BOSS, 'alice', { disabled: false });
    expect(await known()).toEqual(['agent', 'person']);
    await identity.removeUser(BOSS, 'alice');
    expect(await known()).toEqual([undefined, undefined]);
    // somebody new with the old name gets nothing of the old
    await person('alice', 'admin');
    expect(await known()).toEqual([undefined, undefined]);
  });

  it('I07: a key follows its owner down, and never above what it was given', async () => {
    const { identity, person } = await office();
    await person('alice', 'admin');
    const { text } = await identity.createKey(BOSS, {
      ...WISH,
      role: 'approver',
      agent: null,
      owner: 'alice',
    });
    const roles: unknown[] = [];
    for (const role of ['viewer', 'approver', 'admin'] as const) {
      await identity.changeUser(BOSS, 'alice', { role });
      roles.push((await identity.authenticateKey(text))?.role);
    }
    expect(roles).toEqual(['viewer', 'approver', 'approver']);
  });
});

describe('making a key', () => {
  it.each(
    (['viewer', 'approver', 'admin'] as const).flatMap((owner, most) =>
      ROLES.map((role) => ({ owner, role, may: ROLES.indexOf(role) <= most + 1 })),
    ),
  )(
    'I07: for an owner with role $owner, one with role $role: $may',
    async ({ owner, role, may }) => {
      const { identity, person } = await office();
      await person('alice', owner);
      const agent = role === 'agent' ? 'order-manager' : null;
      const made = identity.createKey(BOSS, { ...WISH, role, agent, owner: 'user:alice' });
      expect(await refusal(made)).toBe(may ? undefined : 'conflict');
    },
  );

  it.each([
    ['an agent’s without an agent', { agent: null }, 'request/malformed'],
    ['a person’s with an agent', { role: 'viewer' }, 'request/malformed'],
    ['one of nobody', { owner: 'user:nobody' }, 'not-found'],
    ['one that has expired', { expiresAt: START }, 'request/malformed'],
    ['one that expires at no moment', { expiresAt: Number.NaN }, 'request/malformed'],
    ['one with a name on two lines', { name: 'a\nb' }, 'request/malformed'],
    ['one of an agent without a name', { agent: ' ' }, 'request/malformed'],
  ] as const)('I07: refuses %s', async (_, part, code) => {
    const { identity } = await office();
    expect(await refusal(identity.createKey(BOSS, { ...WISH, ...part }))).toBe(code);
    expect(await identity.listKeys()).toEqual([]);
  });

  it('I07: refuses one for an owner who is disabled', async () => {
    const { identity, person } = await office();
    await person('alice', 'viewer');
    await identity.changeUser(BOSS, 'alice', { disabled: true });
    expect(await refusal(identity.createKey(BOSS, { ...WISH, owner: 'alice' }))).toBe('conflict');
  });

  it('I07: one’s own key has the role one acts with, and does not outlive the key that makes it', async () => {
    const { identity, boss } = await office();
    const all = await identity.createOwnKey(boss, { name: 'laptop', expiresAt: null });
    expect(all.key).toMatchObject({ role: 'admin', owner: 'user:boss', expiresAt: null });
    const short = await identity.createKey(BOSS, {
      ...WISH,
      role: 'viewer',
      agent: null,
      expiresAt: START + 1000,
    });
    const viewer = await identity.authenticateKey(short.text);
    if (viewer?.kind !== 'person') throw new Error('a key of a person is no person’s');
    for (const expiresAt of [null, START + 5000]) {
      const next = await identity.createOwnKey(viewer, { name: 'more', expiresAt });
      expect(next.key).toMatchObject({ role: 'viewer', expiresAt: START + 1000 });
    }
  });

  it('I07: keys that were made with a key, and with those in turn, are revoked with it', async () => {
    const { identity, boss } = await office();
    const make = async (maker: PersonPrincipal) => {
      const made = await identity.createOwnKey(maker, { name: 'k', expiresAt: null });
      const principal = await identity.authenticateKey(made.text);
      if (principal?.kind !== 'person') throw new Error('a key of a person is no person’s');
      return { ...made, principal };
    };
    const stolen = await make(boss);
    const bystander = await make(boss);
    const second = await make(stolen.principal);
    const third = await make(second.principal);
    await identity.revokeKey(BOSS, stolen.key.id);
    for (const { text } of [stolen, second, third]) {
      expect(await identity.authenticateKey(text)).toBeUndefined();
    }
    expect(await identity.authenticateKey(bystander.text)).toBeDefined();
    const revoked = (await identity.listKeys()).filter(({ revokedAt }) => revokedAt !== null);
    expect(revoked.map(({ id }) => id).toSorted()).toEqual(
      [stolen, second, third].map(({ key }) => key.id).toSorted(),
    );
  });

  it('I07: a key or a session that has ended since it was authenticated makes no key', async () => {
    const { identity, boss } = await office();
    const { key, text } = await identity.createOwnKey(boss, { name: 'k', expiresAt: null });
    const byKey = await identity.authenticateKey(text);
    if (byKey?.kind !== 'person') throw new Error('a key of a person is no person’s');
    await identity.revokeKey(BOSS, key.id);
    await identity.signOut(boss);
    for (const gone of [byKey, boss]) {
      const made = identity.createOwnKey(gone, { name: 'late', expiresAt: null });
      expect(await refusal(made)).toBe('auth/invalid');
    }
    expect(await identity.listKeys()).toHaveLength(1);
  });
});
