import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { flagOf, SETTING_NAMES, variableOf } from '../../src/server/settings.ts';
import { assent } from '../cli/command-line.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { served } from './served-process.ts';

const POLICY = 'approval:\n  tools: [refund]\n';
const STORE = ['--store', 'sqlite:./data/assent.db'];

/** How a process ended that is asked to. */
async function ended(child: ChildProcessWithoutNullStreams, signal: NodeJS.Signals) {
  const closed = once(child, 'close');
  child.kill(signal);
  const [code] = await closed;
  return code;
}

/** A held call, by the key that `--demo` makes. */
async function hold(directory: string, url: string): Promise<string> {
  const key = readFileSync(join(directory, 'data/demo-agent.key'), 'utf8').trim();
  const response = await fetch(`${url}/v1/decisions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ call: { tool: 'refund', param: { amount: 7 } } }),
  });
  const { approval } = (await response.json()) as { approval: { id: string; agent: string } };
  expect(approval.agent).toBe('refund-agent');
  return approval.id;
}

describe('`assent serve` as a program', { timeout: 120_000 }, () => {
  test('I02: on a bare directory it listens, says where, and how the first administrator signs in', async () => {
    const directory = temporaryDirectory({ 'policies/a.yaml': POLICY });
    const server = await served(directory);
    expect(server.out()).toMatch(
      /^listening on http:\/\/127\.0\.0\.1:\d+\n\nnobody administers it yet.*\n\nnext:\n {2}assent login 'http:\/\/127\.0\.0\.1:\d+\/sign-in#token=\S+' --name /,
    );
    expect(await (await fetch(`${server.url}/readyz`)).json()).toEqual({ status: 'ready' });
    expect(statSync(join(directory, 'data')).mode & 0o777).toBe(0o700);
    // the link is for whoever started it, not for whoever reads logs
    const token = /token=([\w-]+)/.exec(server.out())?.[1] ?? 'none';
    expect(await ended(server.process, 'SIGTERM')).toBe(0);
    expect(server.err()).not.toContain(token);
    for (const line of server.err().trim().split('\n')) JSON.parse(line);
  });

  test('I02: the link works once; then there is none any more', async () => {
    const directory = temporaryDirectory({ 'policies/a.yaml': POLICY });
    const first = await served(directory, ['--demo']);
    const redeem = () =>
      fetch(`${first.url}/v1/sessions/link`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token: /token=([\w-]+)/.exec(first.out())?.[1] }),
      });
    expect((await redeem()).status).toBe(201);
    expect((await redeem()).status).toBe(401);
    expect(await ended(first.process, 'SIGINT')).toBe(0);
    const second = await served(directory);
    expect(second.out()).not.toContain('token');
  });

  test('I02: the key of the demonstration is made once, for its owner alone', async () => {
    const directory = temporaryDirectory({ 'policies/a.yaml': POLICY });
    const path = join(directory, 'data/demo-agent.key');
    const first = await served(directory, ['--demo']);
    const key = readFileSync(path, 'utf8');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await hold(directory, first.url);
    await ended(first.process, 'SIGTERM');
    const second = await served(directory, ['--demo']);
    expect(readFileSync(path, 'utf8')).toBe(key);
    await hold(directory, second.url);
    expect(first.err() + first.out() + second.err() + second.out()).not.toContain(key.trim());
  });

  test('I02: nobody decides on its store past it, while it runs; reading goes on', async () => {
    const directory = temporaryDirectory({ 'policies/a.yaml': POLICY });
    const server = await served(directory, ['--demo']);
    const id = await hold(directory, server.url);
    const list = await assent(directory, ['approvals', 'list', '--json', ...STORE]);
    expect(list).toMatchObject({ code: 0, err: '' });
    expect(list.out).toContain(id);
    expect((await assent(directory, ['approvals', 'show', id, ...STORE])).code).toBe(0);
    const writes = [
      ['approvals', 'approve', id],
      ['approvals', 'reject', id],
      ['approvals', 'cancel', id],
      ['approvals', 'show', id, '--reveal'],
      ['audit', 'checkpoint'],
    ];
    const refusals = await Promise.all(
      writes.map((args) => assent(directory, [...args, ...STORE])),
    );
    for (const refused of refusals) {
      expect(refused).toMatchObject({ code: 2, out: '' });
      expect(refused.err).toContain(`a server works on this store, process ${server.process.pid}`);
      expect(refused.err).toContain('`assent login`');
    }
    // one that was killed owns nothing
    await ended(server.process, 'SIGKILL');
    expect(await assent(directory, ['approvals', 'reject', id, ...STORE])).toMatchObject({
      code: 0,
    });
  });

  test('I02: policies with mistakes are reported as `assent check` does, and nothing is made', async () => {
    const directory = temporaryDirectory({ 'policies/a.yaml': 'aproval:\n  tools: [refund]\n' });
    const checked = await assent(directory, ['check', './policies']);
    const server = await assent(directory, ['serve', '--port', '0']);
    expect(server).toMatchObject({ code: 1, out: '' });
    expect(server.err).toContain('policies/a.yaml:1:1: error[policy/unknown-key]');
    expect(`${checked.out}${checked.err}`).toContain(server.err.trim().split('\n')[0]);
    expect(existsSync(join(directory, 'data'))).toBe(false);
  });

  test('I02: wrong settings, a port that is taken, and a store that is none end it with 2', async () => {
    const directory = temporaryDirectory({ 'policies/a.yaml': POLICY });
    const wrong = await assent(directory, ['serve', '--port', 'x', '--max-waits', '0']);
    expect(wrong).toMatchObject({ code: 2, out: '' });
    expect(wrong.err.split('\n')).toHaveLength(3);
    const server = await served(directory);
    const { port } = new URL(server.url);
    const taken = await assent(directory, ['serve', '--port', port, '--store', 'memory:']);
    expect(taken).toMatchObject({ code: 2, out: '' });
    expect(taken.err).toContain(`another program listens on \`127.0.0.1\`, port ${port}`);
    const url = 'postgres://assent:hunter2@127.0.0.1:1/assent';
    const unreachable = await assent(directory, ['serve', '--port', '0', '--store', url]);
    expect(unreachable).toMatchObject({ code: 2, out: '' });
    expect(unreachable.err).not.toContain('hunter2');
  });

  test.skipIf(process.platform === 'win32')(
    'I02: warns of policies that others may write',
    async () => {
      const directory = temporaryDirectory({
        'policies/a.yaml': POLICY,
        'policies/b.yaml': POLICY,
      });
      chmodSync(join(directory, 'policies'), 0o755);
      chmodSync(join(directory, 'policies/a.yaml'), 0o664);
      chmodSync(join(directory, 'policies/b.yaml'), 0o644);
      const server = await served(directory);
      await ended(server.process, 'SIGTERM');
      const warned = server
        .err()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
        .filter(({ level }) => level === 'warn')
        .map(({ path }) => path);
      expect(warned).toEqual(['policies/a.yaml']);
    },
  );
});

test('I02: every setting has a flag and a variable, which the help tells of', async () => {
  const { out } = await assent(temporaryDirectory(), ['serve', '--help']);
  for (const name of SETTING_NAMES) {
    expect(out).toContain(`${flagOf(name)} <`);
    expect(out).toContain(variableOf(name));
  }
});
