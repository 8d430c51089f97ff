import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '../../src/cli/program.ts';
import { HELD, openSite, REFUND } from './site.ts';

describe('assent halt, resume, halts', () => {
  test('A12: an agent is halted, what waits is withdrawn, and it may go on', async () => {
    const { root, agent } = await openSite(HELD);
    const bot = await agent('a');
    const id = await bot.request(REFUND);
    const halted = await root.assent('halt', 'a', '--cancel-pending', '--reason', 'odd\u001b[2J');
    expect(halted).toEqual({
      code: 0,
      out: '`a` is halted; 1 pending request withdrawn\n',
      err: '',
    });
    const { out } = await root.assent('halts', 'list');
    expect(out).toMatch(/^AGENT +BY +SINCE +REASON\na +user:root +\S+Z +odd\\u\{1b\}\[2J\n$/);
    expect((await root.assent('approvals', 'list', '--status', 'cancelled')).out).toContain(id);
    expect((await bot.gate.request({ tool: 'orders_read' })).decision.decision).toBe('block');
    expect(await root.assent('resume', 'a')).toEqual({ code: 0, out: '`a` may go on\n', err: '' });
    expect((await bot.gate.request({ tool: 'orders_read' })).decision.decision).toBe('allow');
    expect(await root.assent('resume', 'a')).toMatchObject({
      code: 1,
      err: 'error: `a` is not halted\n',
    });
  });

  test('A12: everything is halted only by saying so', async () => {
    const { root } = await openSite(HELD);
    for (const args of [['halt'], ['halt', 'a', '--everything'], ['resume']]) {
      const { code, err } = await root.assent(...args);
      expect(code).toBe(2);
      expect(err).toContain('say which agent, or `--everything`');
    }
    expect((await root.assent('halts', 'list')).out).toBe('nothing is halted\n');
    const { out } = await root.assent('halt', '--everything', '--json');
    expect(JSON.parse(out)).toMatchObject({
      halts: [{ agent: null, by: 'user:root' }],
      cancelled: 0,
    });
    expect((await root.assent('halts', 'list')).out).toContain('(everything)');
    expect(await root.assent('resume', '--everything')).toMatchObject({ code: 0 });
  });
});

describe('assent keys, users, groups, policies', () => {
  test('I07: a key is shown once, listed without what proves it, and revoked', async () => {
    const { root, url } = await openSite(HELD);
    const made = await root.assent(
      'keys',
      'create',
      'ci\u001b',
      '--agent',
      'ci',
      '--expires',
      '90d',
    );
    expect(made).toMatchObject({ code: 2 });
    const { out: key, err } = await root.assent(
      'keys',
      'create',
      'ci',
      '--agent',
      'ci',
      '--expires',
      '90d',
    );
    const [id = ''] = err.split(':');
    const { out } = await root.assent('keys', 'list');
    expect(out).toMatch(new RegExp(`${id} +ci +agent ci +user:root +\\d{4}-\\S+Z`));
    expect(out).not.toContain(key.trim());
    const whoami = async () => {
      const terminal = root.terminal({
        environment: { ASSENT_URL: url, ASSENT_API_KEY: key.trim() },
      });
      return { code: await run(['whoami'], terminal), ...terminal.written() };
    };
    expect((await whoami()).out).toBe(`agent ci (agent) at ${url}\n`);
    expect(await root.assent('keys', 'revoke', id)).toMatchObject({
      code: 0,
      out: `${id}: revoked\n`,
    });
    expect(await whoami()).toMatchObject({ code: 2, out: '' });
    expect((await root.assent('keys', 'list')).out).toContain('revoked 2');
    expect(await root.assent('keys', 'revoke', 'none')).toMatchObject({ code: 1 });
  });

  test('I07: people come with a link, change and go', async () => {
    const { root, person } = await openSite(HELD);
    const alice = await person('alice', 'approver');
    expect(await alice.assent('users', 'add', 'bob', '--role', 'admin')).toMatchObject({ code: 1 });
    const changed = await root.assent('users', 'change', 'alice', '--role', 'viewer');
    expect(changed).toEqual({ code: 0, out: 'user:alice: viewer\n', err: '' });
    expect((await alice.assent('whoami')).out).toContain('user:alice (viewer)');
    const link = await root.assent('users', 'change', 'user:alice', '--new-link');
    expect(link.out).toMatch(/^user:alice: viewer\nhttp:\/\/127.0.0.1:\d+\/sign-in#token=\S+\n$/);
    await root.assent('groups', 'set', 'finance', 'user:alice');
    expect((await root.assent('users', 'list')).out).toMatch(
      /user:alice +viewer +no +group:finance/,
    );
    expect((await root.assent('groups', 'list')).out).toMatch(/group:finance +user:alice/);
    expect(await root.assent('users', 'change', 'alice', '--disable')).toMatchObject({ code: 0 });
    expect(await alice.assent('whoami')).toMatchObject({ code: 2 });
    expect(await root.assent('users', 'change', 'alice')).toMatchObject({ code: 2 });
    expect(await root.assent('users', 'remove', 'alice')).toMatchObject({ code: 0 });
    expect((await root.assent('users', 'list', '--json')).out).not.toContain('alice');
    expect(await root.assent('groups', 'remove', 'finance')).toMatchObject({ code: 0 });
    expect((await root.assent('groups', 'list')).out).toBe('there is no group\n');
  });

  test('P11: versions are listed, and an older one is active again', async () => {
    const { root, directory } = await openSite(HELD);
    const list = async () => JSON.parse((await root.assent('policies', 'list', '--json')).out);
    const { active: old } = await list();
    writeFileSync(
      join(directory, 'policy.yaml'),
      `${HELD}allow: { tools: [x] }\n`.replace(/^allow:\n.*\n/m, ''),
    );
    await expect.poll(async () => (await list()).active, { timeout: 20_000 }).not.toBe(old);
    const { out, code } = await root.assent('policies', 'rollback', old.slice(7, 20));
    expect({ code, out }).toEqual({ code: 0, out: `\`${old}\` is active\n` });
    expect((await list()).active).toBe(old);
    expect((await root.assent('policies', 'list')).out).toMatch(new RegExp(`${old} +active`));
    expect(await root.assent('policies', 'rollback', 'sha')).toMatchObject({ code: 2 });
  });
});

describe('assent runs show', () => {
  test('U04: the trace of a run: its calls, the approval, who gave it and how long it took', async () => {
    const { root, agent } = await openSite(HELD);
    const { gate, request } = await agent('a');
    await gate.request({ tool: 'orders_read', runId: 'run-1' });
    const id = await request(REFUND);
    await gate.request({ tool: 'db.drop_x', runId: 'run-2' });
    await root.assent('approvals', 'approve', id, '--reason', 'fine');
    const { code, out } = await root.assent('runs', 'show', 'run-1');
    expect(code).toBe(0);
    expect(out).toMatch(
      new RegExp(
        [
          '^\\S+Z  allow             orders_read  agent a',
          '\\S+Z  require_approval  orders.refund  agent a',
          `  ${id}  approved by user:root after \\d+s: fine; unclaimed\n$`,
        ].join('\n'),
      ),
    );
    const json = await root.assent('runs', 'show', 'run-1', '--json');
    expect(json.out.trim().split('\n')).toHaveLength(2);
    expect((await root.assent('runs', 'show', 'none')).out).toBe('no call of such a run\n');
  });
});

describe('several at once', () => {
  test('I07: one that is refused does not keep the others from it', async () => {
    const { root } = await openSite(HELD);
    const idOf = async (name: string): Promise<string> => {
      const made = await root.assent('keys', 'create', name, '--agent', name, '--json');
      return JSON.parse(made.out).id;
    };
    const [first, second] = [await idOf('a'), await idOf('b')];
    expect(await root.assent('keys', 'revoke', first, 'none', second)).toEqual({
      code: 1,
      out: `${first}: revoked\n${second}: revoked\n`,
      err: 'error: there is no key `none`\n',
    });
    for (const name of ['x', 'y']) await root.assent('users', 'add', name, '--role', 'viewer');
    expect(await root.assent('users', 'remove', 'x', 'nobody', 'user:y')).toMatchObject({
      code: 1,
      out: 'user:x: removed\nuser:y: removed\n',
    });
  });

  test('A12: halts are listed one a line', async () => {
    const { root } = await openSite(HELD);
    for (const agent of ['a', 'b']) await root.assent('halt', agent);
    const { out } = await root.assent('halts', 'list', '--json');
    const agents = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).agent);
    expect(agents.sort()).toEqual(['a', 'b']);
  });

  test('I07: no key is good for longer than dates go', async () => {
    const { root } = await openSite(HELD);
    const made = await root.assent('keys', 'create', 'a', '--agent', 'a', '--expires', '99999999d');
    expect(made).toMatchObject({ code: 2, out: '' });
    expect(made.err).toContain('Write it like 90d');
  });
});

describe('assent doctor', () => {
  const findings = (out: string): [string, string][] =>
    out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
      .map(({ check, status }) => [check, status]);

  test('I03: all is well', async () => {
    const { root, directory, store } = await openSite(HELD);
    const config = join(directory, 'assent.config.yaml');
    writeFileSync(config, `store: ${store}\npolicies: [${directory}/policy.yaml]\n`);
    const { code, out } = await root.assent('doctor', '--config', config, '--json');
    expect(findings(out)).toEqual([
      ['configuration', 'ok'],
      ['policies', 'ok'],
      ['store', 'ok'],
      ['clock', 'ok'],
      ['server', 'ok'],
      ['key', 'ok'],
    ]);
    expect(code).toBe(0);
  });

  test('I03: each thing that is wrong is a line with how to mend it', async () => {
    const { root, directory, store, stop } = await openSite(HELD);
    const { chmodSync } = await import('node:fs');
    const config = join(directory, 'assent.config.yaml');
    writeFileSync(config, `store: ${store}\npolicies: [${directory}/policy.yaml]\n`);
    writeFileSync(join(directory, 'policy.yaml'), 'approval: { tools: [] }\n');
    chmodSync(join(directory, 'policy.yaml'), 0o666);
    chmodSync(join(directory, 'assent.db'), 0o644);
    const path = root.environment['ASSENT_PROFILE'] ?? '';
    const profile = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...profile, expires_at: '2020-01-01T00:00:00.000Z' }));
    chmodSync(path, 0o644);
    await stop();
    const { code, out } = await root.assent('doctor', '--config', config);
    expect(code).toBe(1);
    for (const line of [
      /^problem {2}policies: .*1 error/m,
      /^warning {2}policies: others than its owner may write/m,
      /^ {9}mend: chmod go-w/m,
      /^problem {2}store: others than its owner may open `.*assent.db`/m,
      /^problem {2}server: the server at `.*` cannot be reached/m,
      /^problem {2}key: others than its owner may read/m,
      /^problem {2}key: the key in .* has expired/m,
    ]) {
      expect(out).toMatch(line);
    }
  });

  test('I03: a configuration that is wrong is told by its places', async () => {
    const { root, directory } = await openSite(HELD);
    const config = join(directory, 'assent.config.yaml');
    writeFileSync(config, 'prot: 1\n');
    const { code, out } = await root.assent('doctor', '--config', config);
    expect(code).toBe(1);
    expect(out).toMatch(/^problem {2}configuration: .*assent.config.yaml:1/);
  });

  test('I03: tells of a profile that is none, and of everything else', async () => {
    const { stranger, directory, url } = await openSite(HELD);
    const path = join(directory, 'odd.json');
    writeFileSync(path, '{"url":1}');
    const environment = { ASSENT_PROFILE: path, ASSENT_URL: url, ASSENT_API_KEY: 'assent_x' };
    const terminal = stranger().terminal({ environment });
    expect(await run(['doctor', '--config', join(directory, 'none.yaml')], terminal)).toBe(1);
    expect(terminal.written().out).toContain('odd.json` is no profile');
    expect(terminal.written().out).toMatch(/^problem {2}configuration: /m);
  });
});
