import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import * as keyEndpoints from '../../src/contract/endpoints/keys.ts';
import * as peopleEndpoints from '../../src/contract/endpoints/people.ts';
import * as sessionEndpoints from '../../src/contract/endpoints/sessions.ts';
import { START } from '../support/manual-clock.ts';
import { HELD, runningServer } from './running-server.ts';

const NOW = '2026-01-05T09:00:00.000Z';
const LATER = new Date(START + 1000).toISOString();

describe('keys', () => {
  test('I07: an administrator makes, lists and revokes keys; each is shown once', async () => {
    const server = await runningServer({ policy: HELD });
    const root = await server.person('root', 'admin');
    const made = await root.ask(keyEndpoints.createKey, {
      body: { name: 'refunds', role: 'agent', agent: 'bot', expires_at: LATER },
    });
    const { key, ...listed } = made;
    expect(listed).toEqual({
      id: expect.any(String),
      name: 'refunds',
      role: 'agent',
      agent: 'bot',
      owner: 'user:root',
      created_at: NOW,
      expires_at: LATER,
      revoked_at: null,
    });
    const { keys } = await root.ask(keyEndpoints.listKeys);
    expect(keys).toContainEqual(listed);
    expect(JSON.stringify(keys)).not.toContain(key.slice(24));
    const asking = () =>
      server.app.request('/v1/me', { headers: { authorization: `Bearer ${key}` } });
    expect(await (await asking()).json()).toEqual({
      kind: 'agent',
      role: 'agent',
      agent: 'bot',
      user: null,
      groups: [],
    });
    const params = { id: made.id };
    expect(await root.ask(keyEndpoints.revokeKey, { params })).toEqual({
      ...listed,
      revoked_at: NOW,
    });
    expect((await asking()).status).toBe(401);
  });

  test.each([
    [{ name: 'k', role: 'agent' }, 'request/malformed'],
    [{ name: 'k', role: 'viewer', agent: 'bot' }, 'request/malformed'],
    [{ name: 'k', role: 'admin', owner: 'user:eye' }, 'conflict'],
    [{ name: 'k', role: 'viewer', owner: 'user:nobody' }, 'not-found'],
    [{ name: 'k', role: 'viewer', expires_at: NOW }, 'request/malformed'],
  ] as const)('I07: a key as %j is refused as %s', async (body, code) => {
    const server = await runningServer({ policy: HELD });
    await server.person('eye', 'viewer');
    const root = await server.person('root', 'admin');
    expect((await root.refused(keyEndpoints.createKey, { body })).code).toBe(code);
  });

  test('I07: everybody but agents makes keys of their own, which may what they may', async () => {
    const server = await runningServer({ policy: HELD });
    const eye = await server.person('eye', 'viewer');
    const made = await eye.ask(keyEndpoints.createOwnKey, { body: { name: 'laptop' } });
    expect(made).toMatchObject({ role: 'viewer', owner: 'user:eye', agent: null });
    const root = await server.person('root', 'admin');
    expect((await root.refused(keyEndpoints.revokeKey, { params: { id: 'none' } })).code).toBe(
      'not-found',
    );
    const own = { params: { id: made.id } };
    expect((await root.refused(keyEndpoints.revokeOwnKey, own)).code).toBe('not-found');
    expect((await eye.ask(keyEndpoints.revokeOwnKey, own)).revoked_at).not.toBeNull();
    const bot = await server.agent('bot');
    expect((await bot.refused(keyEndpoints.createOwnKey, { body: { name: 'x' } })).code).toBe(
      'auth/forbidden',
    );
  });
});

describe('people and groups', () => {
  test('I07: an administrator adds, changes and removes people', async () => {
    const server = await runningServer({ policy: HELD });
    const root = await server.person('root', 'admin');
    const added = await root.ask(peopleEndpoints.createUser, {
      body: { user: 'Alice', role: 'viewer' },
    });
    const alice: z.output<typeof peopleEndpoints.UserBody> = {
      id: 'user:Alice',
      role: 'viewer',
      disabled: false,
      has_password: false,
      groups: [],
      created_at: NOW,
    };
    expect(added).toEqual({
      user: alice,
      link: expect.stringMatching(/^http:\/\/127\.0\.0\.1\/sign-in#token=assent-link_[0-9a-f_]+$/),
    });
    const params = { id: 'user:alice' };
    expect(
      await root.ask(peopleEndpoints.changeUser, { params, body: { role: 'approver' } }),
    ).toEqual({
      user: { ...alice, role: 'approver' },
      link: null,
    });
    const { link } = await root.ask(peopleEndpoints.changeUser, {
      params,
      body: { new_link: true },
    });
    expect(link).not.toBe(added.link);
    expect(link).toContain('#token=');
    const again = { body: { user: 'ALICE', role: 'viewer' } };
    expect((await root.refused(peopleEndpoints.createUser, again)).code).toBe('conflict');
    expect((await root.raw(peopleEndpoints.removeUser, { params })).status).toBe(204);
    const { users } = await root.ask(peopleEndpoints.listUsers);
    expect(users.map(({ id }) => id)).toEqual(['user:root']);
    expect((await root.refused(peopleEndpoints.removeUser, { params })).code).toBe('not-found');
  });

  test('I07: the last administrator stays one', async () => {
    const server = await runningServer({ policy: HELD });
    const root = await server.person('root', 'admin');
    const params = { id: 'user:root' };
    for (const body of [{ role: 'viewer' }, { disabled: true }]) {
      expect((await root.refused(peopleEndpoints.changeUser, { params, body })).code).toBe(
        'conflict',
      );
    }
    const problem = await root.refused(peopleEndpoints.removeUser, { params });
    expect(problem).toMatchObject({
      status: 409,
      detail: '`user:root` is the last administrator: make another person one first',
    });
  });

  test('I07: groups have people in them, and count from the next request on', async () => {
    const server = await runningServer({ policy: HELD });
    const [root, alice] = [
      await server.person('root', 'admin'),
      await server.person('alice', 'approver'),
    ];
    const params = { id: 'group:finance' };
    const finance = { id: 'group:finance', members: ['user:alice'] };
    const body = { members: ['user:alice'] };
    expect(await root.ask(peopleEndpoints.putGroup, { params, body })).toEqual(finance);
    expect(await alice.ask(peopleEndpoints.listGroups)).toEqual({ groups: [finance] });
    expect(await alice.ask(sessionEndpoints.whoAmI)).toEqual({
      kind: 'person',
      role: 'approver',
      agent: null,
      user: 'user:alice',
      groups: ['group:finance'],
    });
    const unknown = { params, body: { members: ['user:nobody'] } };
    expect((await root.refused(peopleEndpoints.putGroup, unknown)).code).toBe('not-found');
    expect((await root.raw(peopleEndpoints.removeGroup, { params })).status).toBe(204);
    expect((await alice.ask(sessionEndpoints.whoAmI)).groups).toEqual([]);
    expect((await root.refused(peopleEndpoints.removeGroup, { params })).code).toBe('not-found');
  });
});
