import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { run } from '../../src/cli/program.ts';
import { HELD, openSite } from './site.ts';
import { typist } from './typist.ts';

const PASSWORD = 'correct horse battery';

describe('assent login, whoami, logout', () => {
  test('I03: a one-time link makes a key of one’s own, for its owner only', async () => {
    const { root, url } = await openSite(HELD);
    const path = root.environment['ASSENT_PROFILE'] ?? '';
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const profile = JSON.parse(readFileSync(path, 'utf8'));
    expect(profile).toMatchObject({ url, user: 'user:root' });
    expect(await root.assent('whoami')).toEqual({
      code: 0,
      out: `user:root (admin) at ${url}\n`,
      err: '',
    });
    const { out } = await root.assent('whoami', '--json');
    expect(JSON.parse(out)).toMatchObject({ url, user: 'user:root', role: 'admin' });
    expect(out).not.toContain(profile.key);
  });

  test('I03: a link counts once, and says nothing of anybody', async () => {
    const { stranger, firstLink } = await openSite(HELD);
    const other = stranger();
    const again = await other.assent('login', firstLink, '--name', 'mallory');
    expect(again).toMatchObject({ code: 2, out: '' });
    expect(again.err).toMatch(/^error: .*link/);
    expect(existsSync(other.environment['ASSENT_PROFILE'] ?? '')).toBe(false);
  });

  test('I07: a key that cannot be kept is revoked', async () => {
    const { root, stranger, directory } = await openSite(HELD);
    const { out } = await root.assent('users', 'add', 'alice', '--role', 'approver', '--json');
    const file = join(directory, 'no-directory');
    writeFileSync(file, '');
    const terminal = stranger().terminal({
      environment: { ASSENT_PROFILE: join(file, 'profile.json') },
    });
    expect(await run(['login', JSON.parse(out).link], terminal)).toBe(2);
    expect(terminal.written().err).toContain('profile.json` cannot be written (');
    const keys = (await root.assent('keys', 'list', '--json')).out.trimEnd().split('\n');
    const hers = keys.map((line) => JSON.parse(line)).filter(({ owner }) => owner === 'user:alice');
    expect(hers).toMatchObject([{ revoked_at: expect.any(String) }]);
  });

  test('I03: a password that was set with a link is typed unseen, and signs in later', async () => {
    const { root, stranger, url } = await openSite(HELD);
    const { out } = await root.assent('users', 'add', 'alice', '--role', 'approver', '--json');
    const first = stranger();
    const setting = first.terminal({
      keyboard: typist(PASSWORD, 'return', PASSWORD, 'return').keyboard,
    });
    expect(await run(['login', JSON.parse(out).link, '--password'], setting)).toBe(0);
    expect(setting.written().err).not.toContain(PASSWORD);
    const second = stranger();
    const typing = second.terminal({
      keyboard: typist('alice', 'return', PASSWORD, 'return').keyboard,
    });
    expect(await run(['login', url], typing)).toBe(0);
    expect(typing.written().err).toBe('user: alice\npassword of alice: \n');
    expect((await second.assent('whoami')).out).toBe(`user:alice (approver) at ${url}\n`);
    const again = second.terminal({ keyboard: typist(PASSWORD, 'return').keyboard });
    expect(await run(['login', url, '--user', 'alice'], again)).toBe(0);
    const keys = (await root.assent('keys', 'list', '--json')).out.trim().split('\n');
    const hers = keys.map((line) => JSON.parse(line)).filter(({ owner }) => owner === 'user:alice');
    const good = hers.filter(({ revoked_at }) => revoked_at === null);
    expect([hers.length, good.length], 'signing in again replaces the key').toEqual([3, 2]);
    expect((await second.assent('whoami')).code).toBe(0);
    const piped = stranger().terminal({
      input: async function* () {
        yield Buffer.from('wrong password at all\n');
      },
    });
    expect(await run(['login', '--url', url, '--user', 'alice'], piped)).toBe(2);
  });

  test('I03: logging out revokes the key, and forgets it', async () => {
    const { root, url } = await openSite(HELD);
    const path = root.environment['ASSENT_PROFILE'] ?? '';
    const { key } = JSON.parse(readFileSync(path, 'utf8'));
    expect(await root.assent('logout')).toMatchObject({ code: 0, err: '' });
    expect(existsSync(path)).toBe(false);
    expect(
      (await fetch(`${url}/v1/me`, { headers: { authorization: `Bearer ${key}` } })).status,
    ).toBe(401);
    expect(await root.assent('logout')).toMatchObject({ code: 2 });
  });

  test('I03: a key that was saved for one server is not sent to another', async () => {
    const { root } = await openSite(HELD);
    const sent: (string | undefined)[] = [];
    const other = createServer((request, response) => {
      sent.push(request.headers.authorization);
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const ASSENT_URL = `http://127.0.0.1:${port}`;
    const keys = [{}, { ASSENT_API_KEY: 'of-its-own' }];
    for (const more of keys) {
      const environment = { ...root.environment, ASSENT_URL, ...more };
      expect(await run(['whoami'], root.terminal({ environment }))).toBe(2);
    }
    // and no redirect takes it further
    expect(sent).toEqual([undefined, 'Bearer of-its-own']);
  });

  test.each([
    [['whoami'], {}, 'no server is known'],
    [['whoami'], { ASSENT_URL: 'ftp://x' }, '`ASSENT_URL` is no address of a server'],
    [['whoami'], { ASSENT_URL: 'http://a:b@x' }, 'without a password'],
    [['login'], {}, 'say who you are'],
    [['login', 'http://x/#token=a', '--user', 'u'], {}, 'a link says whose it is'],
    [['login', '--user', 'u', '--name', 'n'], {}, 'go with a one-time link'],
    [['logout'], {}, 'nobody is signed in here'],
  ])('I03: %j with %j is misuse', async (args, variables, hint) => {
    const { stranger } = await openSite(HELD);
    const desk = stranger();
    const environment = { ASSENT_PROFILE: desk.environment['ASSENT_PROFILE'], ...variables };
    const terminal = desk.terminal({ environment });
    expect(await run(args, terminal)).toBe(2);
    expect(terminal.written().err).toContain(hint);
  });

  test('I03: what is no profile is not taken for one', async () => {
    const { stranger, directory } = await openSite(HELD);
    const path = join(directory, 'odd.json');
    writeFileSync(path, '{"url":1}');
    const terminal = stranger().terminal({ environment: { ASSENT_PROFILE: path } });
    expect(await run(['whoami'], terminal)).toBe(2);
    expect(terminal.written().err).toContain('is no profile');
  });
});
