import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { shownStore } from '../../src/cli/use-store.ts';
import { manualClock } from '../support/manual-clock.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { openOffice, REFUNDS } from './approvals-office.ts';
import { commandLine } from './captured-terminal.ts';

const REFUND = { tool: 'orders.refund', param: { amount: 1290 }, agent: { id: 'order-agent' } };

describe('assent approvals list', () => {
  test('I03: pending requests, newest first, each with the message of its rule', async () => {
    const { assent, request } = await openOffice();
    const first = await request(REFUND);
    const second = await request({ tool: 'orders.cancel' });
    const { code, out, err } = await assent('approvals', 'list', '--status', 'pending');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const rows = out.trimEnd().split('\n');
    expect(rows).toEqual([
      expect.stringMatching(/^ID +STATUS {3}TOOL +AGENT +AGE +DEADLINE$/),
      expect.stringMatching(
        new RegExp(`^${second}  pending  orders.cancel  - +\\d+s? +in (30m|29m \\d+s)$`),
      ),
      '  orders.cancel needs a manager',
      expect.stringMatching(new RegExp(`^${first}  pending  orders.refund  order-agent  \\d+s`)),
      '  orders.refund needs a manager',
    ]);
    expect((await assent('approvals', 'list')).out.split('\n')).toHaveLength(6);
  });

  test('I03: says that nothing is pending', async () => {
    const { assent } = await openOffice();
    const none = { code: 0, out: 'no request is pending\n', err: '' };
    expect(await assent('approvals', 'list')).toEqual(none);
    expect(await assent('approvals', 'list', '--json')).toEqual({ ...none, out: '' });
    const narrowed = await assent('approvals', 'list', '--status', 'all', '--tool', 'a');
    expect(narrowed.out).toBe('no such request\n');
  });

  test('A02, I03: by status, tool, agent and run', async () => {
    const { assent, request, gate } = await openOffice();
    const ids = {
      approved: await request(REFUND),
      rejected: await request({ ...REFUND, run: { id: 'run-1' } }),
      cancelled: await request({ tool: 'orders.cancel' }),
      pending: await request({ tool: 'orders.cancel', agent: { id: 'other' } }),
    };
    const by = { user: 'alice@example.com' };
    await gate.approvals.approve(ids.approved, { by });
    await gate.approvals.reject(ids.rejected, { by });
    await gate.approvals.cancel(ids.cancelled);
    const listed = async (...args: string[]): Promise<unknown> => {
      const { out } = await assent('approvals', 'list', '--json', ...args);
      const lines = out.split('\n').slice(0, -1);
      return lines.map((line) => JSON.parse(line).id);
    };
    for (const [status, id] of Object.entries(ids)) {
      expect(await listed('--status', status)).toEqual([id]);
    }
    expect(await listed('--status', 'expired')).toEqual([]);
    const all = [ids.pending, ids.cancelled, ids.rejected, ids.approved];
    expect(await listed('--status', 'all')).toEqual(all);
    expect(await listed('--status', 'all', '--tool', 'orders.refund')).toEqual(all.slice(2));
    expect(await listed('--agent', 'other')).toEqual([ids.pending]);
    expect(await listed('--status', 'all', '--run', 'run-1')).toEqual([ids.rejected]);
    expect(await listed('--status', 'all', '--limit', '2')).toEqual(all.slice(0, 2));
    const before = ['--before', ids.cancelled];
    expect(await listed('--status', 'all', ...before)).toEqual(all.slice(2));
  });

  test('I03: a page that is full says how to go on', async () => {
    const { assent, request } = await openOffice();
    await request(REFUND);
    const second = await request(REFUND);
    const { err } = await assent('approvals', 'list', '--limit', '1');
    expect(err).toBe(`there may be older ones: \`--before ${second}\`\n`);
    expect((await assent('approvals', 'list', '--limit', '3')).err).toBe('');
  });

  test('A03: what is past its deadline is overdue', async () => {
    const clock = manualClock(Date.now() - 86_400_000);
    const { assent, request } = await openOffice(REFUNDS, { clock });
    await request(REFUND);
    expect((await assent('approvals', 'list')).out).toMatch(
      /order-agent +(1d|23h \d+m) +overdue\n/,
    );
  });

  test('text of an agent cannot forge a row, move the cursor or hide', async () => {
    const { assent, request } = await openOffice('default: require_approval');
    await request({ tool: 'a\n\u001b[2Japr_1', agent: { id: 'x\u202ey' }, param: {} });
    const { out } = await assent('approvals', 'list');
    expect(out.split('\n')).toHaveLength(3);
    expect(out).toContain('  a\\n\\u{1b}[2Japr_1  x\\u{202e}y  ');
    const json = await assent('approvals', 'list', '--json');
    expect(json.out).toContain('x\\u202ey');
    expect(JSON.parse(json.out).agent).toBe('x\u202ey');
  });
});

describe('a store that cannot be used', () => {
  const VERBS = [
    ['approvals', 'list'],
    ['approvals', 'show', 'apr_12345678'],
    ['approvals', 'approve', 'apr_12345678'],
    ['approvals', 'watch'],
    ['audit', 'list'],
    ['audit', 'verify'],
    ['audit', 'export'],
    ['audit', 'checkpoint'],
  ];

  test.each(VERBS)('I03: %s %s makes no store where there is none', async (...verb) => {
    const path = join(temporaryDirectory(), 'data', 'assent.db');
    const outcome = await commandLine(...verb, '--store', `sqlite:${path}`);
    expect(outcome).toMatchObject({ code: 2, out: '' });
    expect(outcome.err).toContain(`error: there is no store at \`${path}\``);
    expect(existsSync(join(path, '..'))).toBe(false);
  });

  test.each([
    ['mysql://x', '`mysql://x` is no store'],
    ['sqlite://x', '`sqlite://x` is no store'],
    ['sqlite:', '`sqlite:` is no store'],
    ['memory:', 'a store in memory belongs to its own process'],
  ])('I03: %s is exit 2, and what is wrong', async (url, hint) => {
    const outcome = await commandLine('approvals', 'list', '--store', url);
    expect(outcome).toMatchObject({ code: 2, out: '' });
    expect(outcome.err).toContain(hint);
  });

  test.each([
    ['approvals', 'watch'],
    ['audit', 'verify'],
  ])('I03: %s %s shows no password', async (...verb) => {
    const url = 'postgres://rita:hunter2@127.0.0.1:1/assent?password=hunter2';
    const { code, out, err } = await commandLine(...verb, '--store', url);
    expect(code).toBe(2);
    expect(out + err).not.toContain('hunter2');
    expect(shownStore(url)).toBe('postgres://127.0.0.1:1/assent');
    expect(shownStore('postgres://[hunter2')).not.toContain('hunter2');
    expect(shownStore('sqlite:./data/assent.db')).toBe('sqlite:./data/assent.db');
  });

  test('I03: a file that is no store is left as it is', async () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'notes.db');
    writeFileSync(path, 'not a database, but long enough to be taken for the header of one');
    const outcome = await commandLine('approvals', 'list', '--store', `sqlite:${path}`);
    expect(outcome).toMatchObject({ code: 2, out: '' });
    expect(outcome.err).toContain('is damaged, or no SQLite database');
  });

  test.each([
    ['--limit', '0'],
    ['--limit', '501'],
    ['--limit', '1e2'],
    ['--status', 'open'],
  ])('I03: %s %s is misuse', async (option, value) => {
    expect(await commandLine('approvals', 'list', option, value)).toMatchObject({ code: 2 });
  });
});
