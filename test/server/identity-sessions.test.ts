import type { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import * as peopleEndpoints from '../../src/contract/endpoints/people.ts';
import * as sessionEndpoints from '../../src/contract/endpoints/sessions.ts';
import { tokenOfLink } from '../../src/identity/link-url.ts';
import { HELD, runningServer } from './running-server.ts';

const PASSWORD = 'correct horse battery';
const NEXT = 'another long password';

/** What a browser sends and keeps. */
function browserOf(app: Hono) {
  let cookie: string | undefined;
  const send = async (method: string, path: string, body?: unknown, site = 'same-origin') => {
    const response = await app.request(path, {
      method,
      headers: {
        'sec-fetch-site': site,
        ...(cookie !== undefined && { cookie }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const kept = response.headers.get('set-cookie');
    if (kept !== null) cookie = /Max-Age=0/.test(kept) ? undefined : kept.split(';')[0];
    const text = await response.text();
    const answer: unknown = text === '' ? undefined : JSON.parse(text);
    return { status: response.status, headers: response.headers, kept, answer };
  };
  return { send, cookie: () => cookie };
}

/** A server, and a link for `user:alice`, who may approve. */
async function invited() {
  const server = await runningServer({ policy: HELD });
  const root = await server.person('root', 'admin');
  const body = { user: 'alice', role: 'approver' };
  const { link } = await root.ask(peopleEndpoints.createUser, { body });
  return { server, root, token: tokenOfLink(link) };
}

const ALICE = { kind: 'person', role: 'approver', agent: null, user: 'user:alice', groups: [] };

describe('sessions', () => {
  test('I07: a link signs in once, with a cookie that scripts and other sites cannot use', async () => {
    const { server, token } = await invited();
    const [one, two] = [browserOf(server.app), browserOf(server.app)];
    const [first, second] = await Promise.all(
      [one, two].map((browser) => browser.send('POST', '/v1/sessions/link', { token })),
    );
    expect([first?.status, second?.status].sort()).toEqual([201, 401]);
    const [winner, said] = first?.status === 201 ? [one, first] : [two, second];
    expect(said?.answer).toEqual(ALICE);
    expect(said?.kept).toMatch(/^assent_session=assent-session_[0-9a-f_]+; /);
    expect(said?.kept).toContain('; Path=/');
    expect(said?.kept).toContain('; HttpOnly');
    expect(said?.kept).toContain('; SameSite=Strict');
    expect((await winner.send('GET', '/v1/me')).answer).toEqual(ALICE);
  });

  test('I07: a password set with the link signs in, another one does not', async () => {
    const { server, token } = await invited();
    const browser = browserOf(server.app);
    await browser.send('POST', '/v1/sessions/link', { token, password: PASSWORD });
    const fresh = browserOf(server.app);
    const wrong = await fresh.send('POST', '/v1/sessions', { user: 'alice', password: NEXT });
    expect(wrong).toMatchObject({ status: 401, kept: null, answer: { code: 'auth/invalid' } });
    const right = await fresh.send('POST', '/v1/sessions', { user: 'Alice', password: PASSWORD });
    expect(right).toMatchObject({ status: 201, answer: ALICE });
    expect((await fresh.send('GET', '/v1/me')).answer).toEqual(ALICE);
  });

  test('I07: signing out ends the session and makes the browser forget it', async () => {
    const { server, token } = await invited();
    const browser = browserOf(server.app);
    await browser.send('POST', '/v1/sessions/link', { token });
    const cookie = browser.cookie() ?? '';
    expect(await browser.send('DELETE', '/v1/sessions/current')).toMatchObject({ status: 204 });
    expect(browser.cookie()).toBeUndefined();
    const replayed = await server.app.request('/v1/me', { headers: { cookie } });
    expect(replayed.status).toBe(401);
  });

  test('I07: another password ends other sessions, and not the one it is set in', async () => {
    const { server, root, token } = await invited();
    const [here, there] = [browserOf(server.app), browserOf(server.app)];
    await there.send('POST', '/v1/sessions/link', { token, password: PASSWORD });
    await here.send('POST', '/v1/sessions', { user: 'alice', password: PASSWORD });
    const set = (old: string) => here.send('PUT', '/v1/me/password', { old, new: NEXT });
    expect(await set(NEXT)).toMatchObject({ status: 401, answer: { code: 'auth/invalid' } });
    expect((await set(PASSWORD)).status).toBe(204);
    expect((await here.send('GET', '/v1/me')).status).toBe(200);
    expect((await there.send('GET', '/v1/me')).status).toBe(401);
    const { users } = await root.ask(peopleEndpoints.listUsers);
    expect(users.find(({ id }) => id === 'user:alice')?.has_password).toBe(true);
  });

  test('I07: who tries too often is told when to come back', async () => {
    const { server } = await invited();
    const browser = browserOf(server.app);
    const attempt = () => browser.send('POST', '/v1/sessions', { user: 'alice', password: 'x' });
    const tries = [];
    for (let n = 0; n < 6; n += 1) tries.push(await attempt());
    expect(tries.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429]);
    const last = tries.at(-1);
    expect(last?.answer).toMatchObject({ code: 'rate-limited', retry_after: 1 });
    expect(last?.headers.get('retry-after')).toBe('1');
  });

  test('I07: what a session does is refused when another site asks for it', async () => {
    const { server, token } = await invited();
    const browser = browserOf(server.app);
    await browser.send('POST', '/v1/sessions/link', { token });
    const crossed = await browser.send('DELETE', '/v1/sessions/current', undefined, 'cross-site');
    expect(crossed).toMatchObject({ status: 403, answer: { code: 'auth/cross-site' } });
    expect((await browser.send('GET', '/v1/me')).status).toBe(200);
  });

  test('I07: a key of somebody without a password cannot set one', async () => {
    const server = await runningServer({ policy: HELD });
    const eye = await server.person('eye', 'viewer');
    const said = await eye.refused(sessionEndpoints.changePassword, { body: { new: NEXT } });
    expect(said.code).toBe('auth/invalid');
  });

  test('I07: signing out with a key is no mistake', async () => {
    const server = await runningServer({ policy: HELD });
    const eye = await server.person('eye', 'viewer');
    expect((await eye.raw(sessionEndpoints.signOut)).status).toBe(204);
    expect((await eye.ask(sessionEndpoints.whoAmI)).user).toBe('user:eye');
  });
});
