import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { RejectedError } from '../../src/approvals/index.ts';
import { run } from '../../src/cli/program.ts';
import { until } from '../support/until.ts';
import { type Office, openOffice, REFUNDS } from './approvals-office.ts';
import { capturedTerminal } from './captured-terminal.ts';
import { assent, start } from './command-line.ts';

const ME = `filesystem:${userInfo().username}`;
const STORE = ['--store', 'sqlite:assent.db'];
const REFUND = { tool: 'orders.refund', param: { amount: 1290 }, run: { id: 'run-1' } };

/** The ids that another process finds pending, as soon as there are so many. */
async function pendingElsewhere({ directory, gate }: Office, count: number): Promise<string[]> {
  await expect.poll(() => gate.approvals.list({ status: 'pending' })).toHaveLength(count);
  const { out } = await assent(directory, ['approvals', 'list', '--json', ...STORE]);
  return out
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line).id);
}

describe('a gate in one process and `assent` in another, on one store', () => {
  test('A01, I03: a held call goes on when it is approved, and runs once', async () => {
    const office = await openOffice();
    let runs = 0;
    const running = office.gate.withTool(REFUND, ({ amount }) => {
      runs += 1;
      return `refunded ${amount}`;
    });
    const [id = ''] = await pendingElsewhere(office, 1);
    expect(runs).toBe(0);
    const approve = ['approvals', 'approve', id, '--reason', 'looks right', ...STORE];
    expect(await assent(office.directory, approve)).toEqual({
      code: 0,
      out: `${id}: approved\n`,
      err: '',
    });
    expect(await running).toBe('refunded 1290');
    const again = await assent(office.directory, approve);
    expect(again).toMatchObject({ code: 1, out: '' });
    expect(again.err).toContain(`approved already by \`${ME}\``);
    expect(runs).toBe(1);
  });

  test('A01, A05: a rejected call fails with the reason, and never runs', async () => {
    const office = await openOffice();
    let runs = 0;
    const running = office.gate.withTool(REFUND, () => {
      runs += 1;
    });
    const failed = expect(running).rejects.toThrow(RejectedError);
    const [id = ''] = await pendingElsewhere(office, 1);
    const reject = ['approvals', 'deny', id, '--reason', 'wrong account', ...STORE];
    expect(await assent(office.directory, reject)).toMatchObject({
      code: 0,
      out: `${id}: rejected\n`,
    });
    await failed;
    await expect(running).rejects.toMatchObject({ reason: 'wrong account', approvalId: id });
    expect(runs).toBe(0);
  });

  test('A04: with `on_rejection: continue` the agent gets the reason instead', async () => {
    const office = await openOffice(`${REFUNDS}  on_rejection: continue\n`);
    const running = office.gate.withTool(REFUND, () => 'done');
    const [id = ''] = await pendingElsewhere(office, 1);
    await assent(office.directory, ['approvals', 'reject', id, '--reason', 'no', ...STORE]);
    expect(await running).toMatchObject({ status: 'rejected', reason: 'no' });
  });

  test('A05: of several processes that decide at once, one does, and the others learn who', async () => {
    const office = await openOffice();
    const id = await office.request(REFUND);
    const verbs = ['approve', 'reject', 'cancel', 'approve'];
    const outcomes = await Promise.all(
      verbs.map((verb) => assent(office.directory, ['approvals', verb, id, ...STORE])),
    );
    expect(outcomes.map(({ code }) => code).sort()).toEqual([0, 1, 1, 1]);
    for (const { code, err } of outcomes) {
      if (code === 1) expect(err).toContain(`already by \`${ME}\``);
    }
    const resolved = await office.store.entries(0, 1_000);
    const endings = resolved.filter(({ event }) =>
      /"approval\.(approved|rejected|cancelled)"/.test(event),
    );
    expect(endings).toHaveLength(1);
  });

  test('I03: watch tells of requests and resolutions of all processes', async () => {
    const office = await openOffice();
    const child = start(office.directory, ['approvals', 'watch', '--json', ...STORE]);
    onTestFinished(() => void child.kill('SIGKILL'));
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk;
    });
    const told = () =>
      out
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line));
    await until('it watches', () => err.includes('end with Ctrl-C'));
    const first = await office.request(REFUND);
    await until('the request is told', () => told().length === 1);
    await assent(office.directory, ['approvals', 'approve', first, ...STORE]);
    await until('the approval is told', () => told().length === 2);
    const second = await office.request(REFUND);
    await office.gate.approvals.cancel(second);
    await until('the others are told', () => told().length === 4);
    expect(told().map(({ event, approval }) => [event, approval.id])).toEqual([
      ['approval.requested', first],
      ['approval.approved', first],
      ['approval.requested', second],
      ['approval.cancelled', second],
    ]);
    child.kill('SIGINT');
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
  });

  test('I03: watch for people', async () => {
    const { gate, request, url } = await openOffice();
    const terminal = capturedTerminal();
    const watching = run(['approvals', 'watch', '--store', url], terminal);
    await until('it watches', () => terminal.written().err.includes('Ctrl-C'));
    const id = await request({ ...REFUND, agent: { id: 'a\u001b[2J' } });
    await gate.approvals.reject(id, { by: { user: 'alice' }, reason: 'line\nbreak' });
    await until('both are told', () => terminal.written().out.split('\n').length === 4);
    terminal.end();
    expect(await watching).toBe(0);
    expect(terminal.written().out.split('\n')).toEqual([
      expect.stringMatching(
        new RegExp(
          `^pending   ${id}  orders.refund by a\\\\u\\{1b\\}\\[2J, deadline in (30m|29m \\d+s)$`,
        ),
      ),
      '  orders.refund needs a manager',
      expect.stringMatching(
        new RegExp(`^rejected  ${id}  orders.refund by user:alice after \\d+s: line\\\\nbreak$`),
      ),
      '',
    ]);
  });

  test('U03, U05: the whole story is verified offline', async () => {
    const { directory, gate, request, store } = await openOffice();
    const id = await request(REFUND);
    await assent(directory, ['approvals', 'approve', id, ...STORE]);
    await gate.approvals.claim(id, REFUND);
    await gate.approvals.report(id, { outcome: 'succeeded' });
    const { out: log } = await assent(directory, ['audit', 'export', ...STORE]);
    writeFileSync(join(directory, 'audit.jsonl'), log);
    const verified = await assent(directory, ['audit', 'verify', 'audit.jsonl', '--json']);
    expect(verified.code).toBe(0);
    const { seq } = await store.logHead();
    expect(JSON.parse(verified.out)).toMatchObject({ ok: true, entries: seq, vouched: seq });
    const live = await assent(directory, ['audit', 'verify', ...STORE]);
    expect(live).toMatchObject({ code: 0, err: '' });
    expect(statSync(join(directory, 'assent.db')).mode & 0o777).toBe(0o600);
  });
});
