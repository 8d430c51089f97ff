import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '../../src/cli/program.ts';
import { rawConnection } from '../storage/sqlite-place.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { type Office, openOffice } from './approvals-office.ts';
import { capturedTerminal, commandLine } from './captured-terminal.ts';

const ME = `filesystem:${userInfo().username}`;

/** An office in which a run has made calls, one of them approved on the command line. */
async function busyOffice(): Promise<Office & { readonly id: string }> {
  const office = await openOffice('approval: { tools: [orders.refund] }');
  const call = { tool: 'orders.refund', param: { amount: 1 }, run: { id: 'run-1' } };
  await office.gate.withTool({ tool: 'orders.read', param: {}, run: { id: 'run-1' } }, () => 1);
  await office.gate.withTool({ tool: 'orders.read', param: {}, run: { id: 'run-2' } }, () => 2);
  const running = office.gate.withTool(call, () => 'done');
  await expect.poll(() => office.gate.approvals.list()).toHaveLength(1);
  const id = (await office.gate.approvals.list())[0]?.id ?? '';
  await office.assent('approvals', 'approve', id, '--reason', 'looks right');
  await running;
  return { ...office, id };
}

const lines = (text: string): string[] => text.split('\n').slice(0, -1);

describe('assent audit list', () => {
  test('U04: the trace of a run: its calls, the approval, who gave it and how long it took', async () => {
    const { assent, id } = await busyOffice();
    const { code, out, err } = await assent('audit', 'list', '--run', 'run-1');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const shown = lines(out).map((line) => line.replace(/^ *\d+ {2}\S+Z {2}/, ''));
    expect(shown).toEqual([
      'call.decided             orders.read  allow',
      `call.decided             orders.refund  ${id}  require_approval`,
      `approval.requested       orders.refund  ${id}`,
      `approval.voted           orders.refund  ${id}  approve  by ${ME} via cli: looks right`,
      expect.stringMatching(
        new RegExp(
          `^approval.approved {8}orders.refund  ${id}  by ${ME}  after \\d+(ms|s): looks right$`,
        ),
      ),
      `execution.claimed        orders.refund  ${id}`,
      `execution.succeeded      orders.refund  ${id}`,
    ]);
  });

  test('U01: by request and by action; the latest, the newest last', async () => {
    const { assent, id, store } = await busyOffice();
    const seqs = async (...args: string[]): Promise<unknown> =>
      lines((await assent('audit', 'list', '--json', ...args)).out).map(
        (one) => JSON.parse(one).seq,
      );
    const { seq } = await store.logHead();
    expect(await seqs()).toEqual(Array.from({ length: seq }, (_, index) => index + 1));
    expect(await seqs('--limit', '2')).toEqual([seq - 1, seq]);
    expect(await seqs('--request', id)).toHaveLength(6);
    expect(await seqs('--action', 'log.created')).toEqual([1]);
    expect(await seqs('--run', 'run-2', '--request', id)).toEqual([]);
    expect((await assent('audit', 'list', '--limit', '2')).err).toContain('raise `--limit`');
    expect((await assent('audit', 'list', '--run', 'none')).out).toBe('no such entry\n');
  });

  test('U01: filters reach back over more than a page of the log', async () => {
    const { assent, gate } = await openOffice('allow: { tools: [a] }');
    const calls = Array.from({ length: 1_200 }, (_, index) => ({
      tool: 'a',
      run: { id: index < 2 ? 'old' : 'new' },
    }));
    await Promise.all(calls.map((call) => gate.request(call)));
    expect(lines((await assent('audit', 'list', '--run', 'old')).out)).toHaveLength(2);
    expect(
      lines((await assent('audit', 'list', '--run', 'new', '--limit', '1100')).out),
    ).toHaveLength(1_100);
  });

  test('U02: --json has the whole entry, and nothing in it acts on a terminal', async () => {
    const { assent, gate } = await openOffice('allow: { tools: ["*"] }');
    await gate.request({
      tool: 'a\u202eb',
      param: { x: '\u009b2J' },
      agent: { id: 'order-agent' },
    });
    const { out } = await assent('audit', 'list', '--action', 'call.decided', '--json');
    expect(out).not.toMatch(/[\u202e\u009b]/);
    expect(JSON.parse(out)).toMatchObject({
      event: {
        action: 'call.decided',
        tool: 'a\u202eb',
        agent: 'order-agent',
        decision: 'allow',
        param: { x: '\u009b2J' },
      },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const human = await assent('audit', 'list', '--action', 'call.decided');
    expect(human.out).toContain('a\\u{202e}b');
  });
});

describe('assent audit export and verify', () => {
  test('U03, U05: an export verifies, and is vouched for to its end', async () => {
    const { assent, directory, store } = await busyOffice();
    const file = join(directory, 'audit.jsonl');
    const outcome = await assent('audit', 'export', '--output', file);
    expect(outcome).toEqual({ code: 0, out: '', err: `wrote \`${file}\`\n` });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { seq, hash } = await store.logHead();
    const verified = await commandLine('audit', 'verify', file);
    expect(verified).toMatchObject({ code: 0, err: '' });
    expect(lines(verified.out)).toEqual([
      `verified ${file}: ${seq} entries`,
      `  log       ${store.identity.log}`,
      `  key       ${store.identity.signingKey.publicKey}`,
      `  head      ${seq} ${hash}`,
      `  vouched   entries 1 to ${seq}, to the end`,
    ]);
    const last = JSON.parse(lines(readFileSync(file, 'utf8')).at(-2) ?? '');
    expect(last.event).toMatchObject({ action: 'log.exported', person: ME, via: 'cli' });
  });

  test('U05: standard output has the same, to the letter', async () => {
    const { assent, directory } = await busyOffice();
    const { out } = await assent('audit', 'export');
    const file = join(directory, 'piped.jsonl');
    writeFileSync(file, out);
    const { code, out: json } = await commandLine('audit', 'verify', file, '--json');
    expect(code).toBe(0);
    const entries = lines(out).filter((line) => line.startsWith('{"event"')).length;
    expect(JSON.parse(json)).toMatchObject({
      ok: true,
      from: 1,
      entries,
      checkpoints: 1,
      vouched: entries,
      vouched_elsewhere: 0,
    });
  });

  test('U05: an export never replaces a file, is not for a terminal, and then says nothing in the log', async () => {
    const { url, store, directory } = await busyOffice();
    const file = join(directory, 'there.jsonl');
    writeFileSync(file, 'precious');
    const before = await store.logHead();
    const there = await commandLine('audit', 'export', '--store', url, '--output', file);
    expect(there).toMatchObject({ code: 2, out: '' });
    expect(there.err).toContain(`\`${file}\` exists`);
    expect(readFileSync(file, 'utf8')).toBe('precious');
    const nowhere = join(directory, 'no', 'such.jsonl');
    const lost = await commandLine('audit', 'export', '--store', url, '--output', nowhere);
    expect(lost.err).toContain(`\`${nowhere}\` cannot be written (ENOENT)`);
    const terminal = capturedTerminal({ outIsTerminal: true });
    expect(await run(['audit', 'export', '--store', url], terminal)).toBe(2);
    expect(terminal.written().out).toBe('');
    expect(await store.logHead()).toEqual(before);
  });

  test('U03: the log of a store', async () => {
    const { assent, url, store } = await busyOffice();
    const { seq } = await store.logHead();
    const first = await assent('audit', 'verify');
    expect(first.code).toBe(0);
    expect(first.out).toContain(`verified ${url}: ${seq} entries\n`);
    expect(first.out).toContain('  vouched   nothing: there is no checkpoint');
    await assent('audit', 'checkpoint');
    await assent('audit', 'export');
    await assent('approvals', 'cancel', 'nobody');
    const second = await assent('audit', 'verify', '--json');
    expect(JSON.parse(second.out)).toMatchObject({ ok: true, checkpoints: 2, vouched: seq + 1 });
  });

  test('U03: the log of a store reaches what the store wrote last', async () => {
    const { assent, directory, store, request } = await openOffice();
    await request({ tool: 'orders.refund', param: { amount: 1 } });
    const { seq } = await store.logHead();
    const raw = await rawConnection(join(directory, 'assent.db'));
    raw.exec('update head set hash = lower(hex(zeroblob(32)))');
    expect(await assent('audit', 'verify')).toMatchObject({
      code: 1,
      out: expect.stringContaining('error[log/forked]'),
    });
    raw.exec(`delete from entries where seq >= ${seq - 1}`);
    const { code, out } = await assent('audit', 'verify', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ ok: false, code: 'log/truncated', seq: seq - 1 });
  });

  test('U03: names the first entry that does not fit', async () => {
    const { assent, directory } = await busyOffice();
    const exported = lines((await assent('audit', 'export')).out);
    const file = join(directory, 'changed.jsonl');
    const changed = exported.with(4, exported[4]?.replace('orders.re', 'orders.Re') ?? '');
    writeFileSync(file, `${changed.join('\n')}\n`);
    expect(await commandLine('audit', 'verify', file)).toEqual({
      code: 1,
      out: `${file}:5: error[log/changed]: entry 5 is not what its hash was made from\n`,
      err: '',
    });
    const json = await commandLine('audit', 'verify', file, '--json');
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({ ok: false, code: 'log/changed', line: 5, seq: 5 });
    writeFileSync(file, `${exported.toSpliced(2, 1).join('\n')}\n`);
    const missing = await commandLine('audit', 'verify', file);
    expect(missing).toMatchObject({ code: 1 });
    expect(missing.out).toContain(`${file}:3: error[log/gap]: entry 3 is missing`);
  });

  test('U05: a checkpoint that was kept shows that the log was cut or made anew', async () => {
    const { assent, directory } = await busyOffice();
    const kept = join(directory, 'kept.jsonl');
    const { out: checkpoint } = await assent('audit', 'checkpoint');
    writeFileSync(kept, checkpoint);
    const exported = lines((await assent('audit', 'export')).out);
    const file = join(directory, 'cut.jsonl');
    writeFileSync(file, `${exported.join('\n')}\n`);
    const whole = await commandLine('audit', 'verify', file, '--checkpoint', kept);
    expect(whole.code).toBe(0);
    const { seq } = JSON.parse(checkpoint).checkpoint;
    expect(whole.out).toContain(`  elsewhere entries 1 to ${seq}, by what you kept\n`);
    writeFileSync(file, `${exported.slice(0, 3).join('\n')}\n`);
    expect(await commandLine('audit', 'verify', file)).toMatchObject({ code: 0 });
    const cut = await commandLine('audit', 'verify', file, '--checkpoint', kept);
    expect(cut).toMatchObject({ code: 1 });
    expect(cut.out).toContain('error[log/truncated]');
    const live = await assent('audit', 'verify', '--checkpoint', kept);
    expect(live).toMatchObject({ code: 0 });
    const other = await openOffice();
    const alien = await other.assent('audit', 'verify', '--checkpoint', kept);
    expect(alien.code).toBe(1);
    expect(alien.out).toContain(`${other.url}: error[log/other-log]`);
  });

  test('U05: a trusted key, as base64 or in a file', async () => {
    const { assent, directory, store } = await busyOffice();
    const { publicKey } = store.identity.signingKey;
    const file = join(directory, 'key.txt');
    writeFileSync(file, `${publicKey}\n`);
    const pem = join(directory, 'key.pem');
    writeFileSync(pem, `-----BEGIN PUBLIC KEY-----\n${publicKey}\n-----END PUBLIC KEY-----\n`);
    for (const key of [publicKey, file, pem]) {
      expect(await assent('audit', 'verify', '--public-key', key)).toMatchObject({ code: 0 });
    }
    const other = (await openOffice()).store.identity.signingKey.publicKey;
    const refused = await assent('audit', 'verify', '--public-key', other);
    expect(refused.code).toBe(1);
    expect(refused.out).toContain('error[log/unknown-key]');
    const none = await assent('audit', 'verify', '--public-key', 'abc');
    expect(none).toMatchObject({ code: 2, out: '' });
    expect(none.err).toContain('`abc` is no Ed25519 public key');
  });

  test('U05: what cannot be read is exit 2', async () => {
    const directory = temporaryDirectory({ 'kept.jsonl': '{}\n', 'empty.jsonl': '' });
    const tried = [
      [['gone.jsonl'], 'there is no file or directory `'],
      [
        ['kept.jsonl', '--checkpoint', join(directory, 'kept.jsonl')],
        'kept.jsonl:1: this is no checkpoint',
      ],
      [
        ['kept.jsonl', '--checkpoint', join(directory, 'empty.jsonl')],
        'empty.jsonl:1: this is no checkpoint',
      ],
      [['kept.jsonl', '--store', 'sqlite:x.db'], 'cannot be verified at once'],
    ] as const;
    for (const [[file, ...args], hint] of tried) {
      const outcome = await commandLine('audit', 'verify', join(directory, file), ...args);
      expect(outcome).toMatchObject({ code: 2, out: '' });
      expect(outcome.err).toContain(hint);
    }
  });
});
