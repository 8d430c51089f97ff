import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '../../src/cli/program.ts';
import { until } from '../support/until.ts';
import { HELD, openSite, REFUND } from './site.ts';
import { typist } from './typist.ts';

const lines = (text: string): unknown[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

describe('approvals at a server', () => {
  test.each([
    ['approve', 'approved', 'approved_by_vote'],
    ['reject', 'rejected', 'rejected_by_vote'],
    ['deny', 'rejected', 'rejected_by_vote'],
    ['cancel', 'cancelled', 'withdrawn'],
  ])('I03, A05: %s, with a reason, by who is signed in', async (verb, status, code) => {
    const { root, agent } = await openSite(HELD);
    const id = await (await agent('a')).request(REFUND);
    const outcome = await root.assent(
      'approvals',
      verb,
      id.slice(0, 30),
      '--reason',
      'as discussed',
    );
    expect(outcome).toEqual({ code: 0, out: `${id}: ${status}\n`, err: '' });
    const shown = await root.assent('approvals', 'show', id, '--json');
    expect(JSON.parse(shown.out).resolution).toMatchObject({
      ...{ status, code, resolved_by: 'user:root', reason: 'as discussed' },
    });
    const second = await root.assent('approvals', 'approve', id);
    expect(second).toMatchObject({ code: 1, out: '' });
    expect(second.err).toContain(`${id}: this request is ${status} already by \`user:root\``);
  });

  test('I03: a server and a store say the same of the same requests', async () => {
    const { root, agent, store } = await openSite(HELD);
    const { request } = await agent('a');
    const first = await request(REFUND);
    await request({ tool: 'orders.x\u001b[2J', param: { password: 'hunter2' } });
    await root.assent('approvals', 'approve', first);
    for (const args of [
      ['approvals', 'list', '--status', 'all', '--json'],
      ['approvals', 'list', '--run', 'run-1', '--status', 'approved', '--json'],
      ['approvals', 'list', '--limit', '1', '--status', 'all', '--json'],
      ['approvals', 'show', first, '--json'],
      ['audit', 'list', '--json'],
      ['audit', 'list', '--request', first],
      ['audit', 'list', '--limit', '2'],
    ]) {
      const there = await root.assent(...args);
      expect(there).toMatchObject({ code: 0 });
      expect(there.out).not.toBe('');
      expect(there).toEqual(await root.assent(...args, '--store', store));
    }
    const { out } = await root.assent('approvals', 'list', '--status', 'all');
    expect(out).toContain('orders.x\\u{1b}[2J');
    expect(out).not.toContain('\u001b');
  });

  test('I07: viewers see, and decide nothing; agents approve nothing', async () => {
    const { person, agent } = await openSite(HELD);
    const bot = await agent('a');
    const id = await bot.request(REFUND);
    const viewer = await person('vera', 'viewer');
    expect((await viewer.assent('approvals', 'list')).out).toContain(id);
    for (const desk of [viewer, bot]) {
      const { code, out, err } = await desk.assent('approvals', 'approve', id);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toMatch(/^error: the role `(viewer|agent)` does not allow this\n$/);
    }
    expect(await bot.assent('approvals', 'cancel', id)).toMatchObject({ code: 0 });
  });

  test('A10: to reveal arguments is for those who may decide', async () => {
    const { person, agent } = await openSite(HELD);
    const call = { tool: 'orders.x', param: { password: 'hunter2' } };
    const id = await (await agent('a')).request(call);
    const approver = await person('alice', 'approver');
    expect((await approver.assent('approvals', 'show', id)).out).not.toContain('hunter2');
    const { out } = await approver.assent('approvals', 'show', id, '--reveal');
    expect(out).toContain('user:alice saw them');
    expect(out).toContain('hunter2');
    const viewer = await person('vera', 'viewer');
    expect(await viewer.assent('approvals', 'show', id, '--reveal')).toMatchObject({
      code: 1,
      out: '',
    });
  });

  test('I03: watch writes lines for programs, over a restart of the server', {
    timeout: 30_000,
  }, async () => {
    const site = await openSite(HELD);
    const { request } = await site.agent('a');
    const terminal = site.root.terminal();
    const watching = run(['approvals', 'watch', '--json'], terminal);
    await until('it watches', () => terminal.written().err.includes('end with Ctrl-C'));
    const first = await request(REFUND);
    await until('it is told', () => lines(terminal.written().out).length === 1);
    await site.stop();
    await until('it is lost', () => terminal.written().err.includes('trying again'));
    await site.start();
    const second = await request(REFUND);
    await site.root.assent('approvals', 'approve', first);
    await until('all is told', () => lines(terminal.written().out).length === 3);
    terminal.end();
    expect(await watching).toBe(0);
    expect(lines(terminal.written().out)).toEqual([
      expect.objectContaining({
        event: 'approval.requested',
        approval: expect.objectContaining({ id: first }),
      }),
      expect.objectContaining({
        event: 'approval.requested',
        approval: expect.objectContaining({ id: second }),
      }),
      expect.objectContaining({
        event: 'approval.approved',
        approval: expect.objectContaining({ id: first }),
      }),
    ]);
  });

  test('I03: a server that is not there is exit 2, with what to do', async () => {
    const { root, stop } = await openSite(HELD);
    await stop();
    for (const verb of [
      ['approvals', 'list'],
      ['approvals', 'watch'],
      ['audit', 'verify'],
      ['halts', 'list'],
    ]) {
      const { code, out, err } = await root.assent(...verb);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toContain(
        'cannot be reached (ECONNREFUSED): see that it runs, with `assent serve`',
      );
    }
  });
});

describe('assent approvals approve --forever', () => {
  const AMOUNT = 'orders.refund: param.amount == 1290';

  test('A09: shows the edit, and makes it when somebody says yes', async () => {
    const { root, agent, directory } = await openSite(HELD);
    const id = await (await agent('a')).request(REFUND);
    const policy = (): string => readFileSync(join(directory, 'policy.yaml'), 'utf8');
    const no = root.terminal({ keyboard: typist('n', 'return').keyboard });
    expect(await run(['approvals', 'approve', id, '--forever'], no)).toBe(2);
    expect(no.written().err).toContain('nothing was changed, and nothing approved');
    expect(policy()).toBe(HELD);
    const yes = root.terminal({ keyboard: typist('yes', 'return').keyboard });
    expect(await run(['approvals', 'approve', id, '--forever', '--pin', 'amount'], yes)).toBe(0);
    expect(yes.written().out).toBe(`${id}: approved\n`);
    expect(yes.written().err).toMatch(new RegExp(`\\+ .*${AMOUNT.replace(/\./g, '\\.')}`));
    expect(policy()).toContain(AMOUNT);
  });

  test('A09: without a keyboard, only what a preview showed is confirmed', async () => {
    const { root, agent, directory } = await openSite(HELD);
    const id = await (await agent('a')).request(REFUND);
    const blind = await root.assent('approvals', 'approve', id, '--forever');
    expect(blind).toMatchObject({ code: 2, out: '' });
    expect(blind.err).toContain('nobody is there to confirm it');
    const { out } = await root.assent('approvals', 'approve', id, '--forever', '--json');
    const { confirm, diff } = JSON.parse(out);
    expect(diff).toContain('+');
    const wrong = await root.assent(
      'approvals',
      'approve',
      id,
      '--forever',
      '--confirm',
      `${confirm}x`,
    );
    expect(wrong).toMatchObject({ code: 1, out: '' });
    writeFileSync(join(directory, 'policy.yaml'), `${HELD}# changed\n`);
    const old = await root.assent('approvals', 'approve', id, '--forever', '--confirm', confirm);
    expect(old).toMatchObject({ code: 1, out: '' });
    const shown = await root.assent('approvals', 'show', id, '--json');
    expect(JSON.parse(shown.out).status).toBe('pending');
  });

  test.each([
    [['x', '--pin', 'a'], 'go with `--forever`'],
    [['x', 'y', '--forever'], 'takes one request'],
    [['x', '--forever', '--store', 'sqlite:x'], 'leave `--store` out'],
  ])('A09: %j is misuse', async (args, hint) => {
    const { root } = await openSite(HELD);
    const { code, err } = await root.assent('approvals', 'approve', ...args);
    expect(code).toBe(2);
    expect(err).toContain(hint);
  });
});

describe('the audit log of a server', () => {
  test('U05: is verified here, exported, and vouched for', async () => {
    const { root, agent, directory } = await openSite(HELD);
    await (await agent('a')).request(REFUND);
    const { code, out } = await root.assent('audit', 'verify', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ ok: true, from: 1 });
    const kept = join(directory, 'kept.jsonl');
    const signed = await root.assent('audit', 'checkpoint');
    writeFileSync(kept, signed.out);
    const file = join(directory, 'audit.jsonl');
    expect(await root.assent('audit', 'export', '--output', file)).toMatchObject({ code: 0 });
    const verified = await root.assent('audit', 'verify', file, '--checkpoint', kept);
    expect(verified).toMatchObject({ code: 0, err: '' });
    expect(verified.out).toContain('elsewhere');
  });
});
