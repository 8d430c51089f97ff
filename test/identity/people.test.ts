import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBarredRequester } from '../../src/approvals/quorum.ts';
import { recordId, userId } from '../../src/identity/id-of-name.ts';
import { IdentityError } from '../../src/identity/identity-error.ts';
import { held, person } from '../approvals/held.ts';
import { START } from '../support/manual-clock.ts';
import { BOSS, type Office, office, refusal } from './office.ts';

const isName = (text: string): boolean => {
  try {
    return userId(text) !== '';
  } catch (error) {
    if (error instanceof IdentityError) return false;
    throw error;
  }
};

/** Short, of few letters that look like others, so that two are often the same person. */
const NAME = fc.string({ unit: fc.constantFrom('a', 'A', 'ａ', 'ß', 'ẞ', ' ', ':'), maxLength: 4 });

const ids = async ({ identity }: Office) => (await identity.listUsers()).map(({ id }) => id);

describe('names', () => {
  it('I07: people are told apart as votes are', () => {
    fc.assert(
      fc.property(NAME, NAME, (name, other) => {
        fc.pre(isName(name) && isName(other));
        const [id, otherId] = [userId(name), userId(other)];
        const isSameVoter = isBarredRequester(held({}, { requesters: [id] }), person(otherId));
        expect(recordId(id) === recordId(otherId)).toBe(isSameVoter);
      }),
    );
  });

  it('I07: an id is `user:` and the name as given, and as a record it is the same as what looks like it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }), (name) => {
        fc.pre(isName(name));
        const id = userId(name);
        expect(id.startsWith('user:')).toBe(true);
        expect(name).toContain(id.slice('user:'.length));
        expect(userId(id)).toBe(id);
        expect(recordId(userId(name.normalize('NFKC')))).toBe(recordId(id));
        expect(recordId(recordId(id))).toBe(recordId(id));
      }),
      { examples: [['Alice@Example.com'], ['ａlice'], [' alice ']] },
    );
  });

  it.each([
    '',
    ' ',
    'user:',
    'user:user:alice',
    'USER:alice',
    'ｕser:alice',
    'group:finance',
    'filesystem:alice',
    'a\nb',
    'ali\u200bce',
    '\u202ealice',
    'a'.repeat(201),
    'ﷺ'.repeat(200),
  ])('I07: nobody is called %j', async (name) => {
    const { identity } = await office();
    expect(await refusal(identity.createUser(BOSS, { user: name, role: 'viewer' }))).toBe(
      'request/malformed',
    );
  });
});

describe('people', () => {
  it('I07: are added with a role, without a password, in no group, in the spelling given', async () => {
    const { identity, events } = await office();
    const { user } = await identity.createUser(BOSS, { user: 'Alice@Example.com', role: 'viewer' });
    expect(user).toEqual({
      id: 'user:Alice@Example.com',
      role: 'viewer',
      disabled: false,
      hasPassword: false,
      groups: [],
      createdAt: START,
    });
    expect(await identity.listUsers()).toContainEqual(user);
    expect((await events()).at(-1)).toEqual({
      action: 'user.created',
      at: '2026-01-05T09:00:00.000Z',
      person: 'user:boss',
      via: 'session',
      details: { user: 'user:Alice@Example.com', role: 'viewer' },
    });
  });

  it.each(['alice', 'ALICE', 'user:Alice', 'ａlice'])(
    'I07: nobody is added as %j beside `user:Alice`',
    async (name) => {
      const here = await office();
      await here.person('Alice', 'viewer');
      const again = here.identity.createUser(BOSS, { user: name, role: 'admin' });
      expect(await refusal(again)).toBe('conflict');
      expect(await ids(here)).toEqual(['user:Alice', 'user:boss']);
    },
  );

  it('I07: a change of role counts for the session from the next request on', async () => {
    const { identity, person } = await office();
    const { token } = await person('alice', 'viewer');
    const { user } = await identity.changeUser(BOSS, 'ALICE', { role: 'approver' });
    expect(user.role).toBe('approver');
    expect((await identity.authenticateSession(token))?.role).toBe('approver');
  });

  it('I07: who is disabled is signed out, and is not signed in again by being enabled', async () => {
    const { identity, person, events } = await office();
    const { token, principal } = await person('alice', 'viewer');
    await identity.changeUser(BOSS, 'alice', { disabled: true });
    expect(await identity.authenticateSession(token)).toBeUndefined();
    await identity.changeUser(BOSS, 'alice', { disabled: false });
    expect(await identity.authenticateSession(token)).toBeUndefined();
    const { sessionId } = principal;
    expect(await events()).toContainEqual(
      expect.objectContaining({
        action: 'session.ended',
        person: 'user:boss',
        details: { session: sessionId, user: 'user:alice', reason: 'user-disabled' },
      }),
    );
  });

  it('I07: who is removed leaves sessions, keys and groups, and whoever comes with the name gets none', async () => {
    const { identity, person, kept } = await office();
    const { token } = await person('alice', 'approver');
    await identity.putGroup(BOSS, 'finance', ['alice', 'boss']);
    await identity.removeUser(BOSS, 'alice');
    expect(await identity.listGroups()).toEqual([{ id: 'group:finance', members: ['user:boss'] }]);
    expect(await kept()).not.toContain('alice');
    const again = await person('alice', 'viewer');
    expect(again.principal.groups).toEqual([]);
    expect(await identity.authenticateSession(token)).toBeUndefined();
  });

  it('I07: nobody is nobody', async () => {
    const { identity } = await office();
    expect(await refusal(identity.changeUser(BOSS, 'nobody', { role: 'admin' }))).toBe('not-found');
    expect(await refusal(identity.removeUser(BOSS, 'administrators'))).toBe('not-found');
  });

  it('I07: a change that changes nothing is not told', async () => {
    const { identity, events } = await office();
    const before = (await events()).length;
    await identity.changeUser(BOSS, 'boss', { role: 'admin', disabled: false });
    expect(await events()).toHaveLength(before);
  });
});

describe('the last administrator', () => {
  const ends = {
    removed: ({ identity }: Office, id: string) => identity.removeUser(BOSS, id),
    disabled: ({ identity }: Office, id: string) =>
      identity.changeUser(BOSS, id, { disabled: true }),
    demoted: ({ identity }: Office, id: string) =>
      identity.changeUser(BOSS, id, { role: 'approver' }),
  };

  it.each(Object.entries(ends))('I07: is not %s', async (_, end) => {
    const here = await office();
    await here.person('alice', 'approver');
    const before = await here.kept();
    expect(await refusal(end(here, 'boss'))).toBe('conflict');
    expect(await here.kept()).toBe(before);
  });

  it.each(Object.entries(ends))('I07: of two at once, one only is %s', async (_, end) => {
    const here = await office();
    await here.person('alice', 'admin');
    const both = await Promise.all(['boss', 'alice'].map((id) => refusal(end(here, id))));
    expect(both.sort()).toEqual(['conflict', undefined]);
  });

  it('I07: whatever is done, somebody who is enabled administers', async () => {
    const step = fc.record({
      who: fc.constantFrom('boss', 'alice', 'bob'),
      what: fc.constantFrom('create', 'remove', 'disable', 'enable', 'promote', 'demote'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const here = await office();
        const { identity } = here;
        for (const { who, what } of steps) {
          const done: Record<typeof what, () => Promise<unknown>> = {
            create: () => identity.createUser(BOSS, { user: who, role: 'admin' }),
            remove: () => identity.removeUser(BOSS, who),
            disable: () => identity.changeUser(BOSS, who, { disabled: true }),
            enable: () => identity.changeUser(BOSS, who, { disabled: false }),
            promote: () => identity.changeUser(BOSS, who, { role: 'admin' }),
            demote: () => identity.changeUser(BOSS, who, { role: 'viewer' }),
          };
          const before = await identity.listUsers();
          const refused = await refusal(done[what]());
          const enabled = (await identity.listUsers()).filter(
            ({ role, disabled }) => role === 'admin' && !disabled,
          );
          expect(enabled.length).toBeGreaterThan(0);
          if (refused !== undefined) expect(await identity.listUsers()).toEqual(before);
          expect(await identity.firstLink()).toBeUndefined();
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('groups', () => {
  it('I07: have people in them, who have them from the next request on', async () => {
    const { identity, person, events } = await office();
    const alice = await person('Alice', 'approver');
    const bob = await person('bob', 'approver');
    const groupsOf = async (token: string) => (await identity.authenticateSession(token))?.groups;
    const made = await identity.putGroup(BOSS, 'Finance', ['ALICE', 'user:alice']);
    expect(made).toEqual({ id: 'group:Finance', members: ['user:Alice'] });
    expect(await groupsOf(alice.token)).toEqual(['group:Finance']);
    // the same group, however it is spelled
    const changed = await identity.putGroup(BOSS, 'group:finance', ['bob']);
    expect(changed).toEqual({ id: 'group:Finance', members: ['user:bob'] });
    expect(await groupsOf(alice.token)).toEqual([]);
    expect(await groupsOf(bob.token)).toEqual(['group:Finance']);
    expect((await events()).at(-1)).toMatchObject({
      action: 'group.changed',
      person: 'user:boss',
      details: { group: 'group:Finance', added: ['user:bob'], removed: ['user:Alice'] },
    });
    await identity.removeGroup(BOSS, 'FINANCE');
    expect(await groupsOf(bob.token)).toEqual([]);
    expect(await identity.listGroups()).toEqual([]);
    expect(await refusal(identity.removeGroup(BOSS, 'finance'))).toBe('not-found');
  });

  it('I07: a group with somebody unknown in it is not made at all', async () => {
    const { identity } = await office();
    expect(await refusal(identity.putGroup(BOSS, 'finance', ['boss', 'nobody']))).toBe('not-found');
    expect(await identity.listGroups()).toEqual([]);
    expect((await identity.listUsers())[0]?.groups).toEqual([]);
  });
});
