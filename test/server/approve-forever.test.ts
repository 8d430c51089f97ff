import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as approvals from '../../src/contract/endpoints/approvals.ts';
import * as decisions from '../../src/contract/endpoints/decisions.ts';
import { digestText } from '../../src/json/digest.ts';
import { eventsOf } from '../approvals/gated.ts';
import { compiled } from '../support/compiled.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';
import {
  type Caller,
  type RunningServer,
  runningServer,
  type ServerOptions,
} from './running-server.ts';

const FILE = 'orders.yaml';
const POLICY = '# ours\napproval:\n  tools: [refund, "ref*"]   # all\n\n  timeout: 1h\n';
const WITH_PIN = POLICY.replace(
  '# all\n',
  '# all\n  except:\n    - refund: param.order == "A-1001"\n',
);
const CALL = { tool: 'refund', param: { order: 'A-1001', amount: 1290, login: { password: 'x' } } };

interface Held {
  readonly server: RunningServer;
  readonly bot: Caller;
  readonly admin: Caller;
  readonly id: string;
  readonly path: string;
  readonly text: () => string;
  readonly preview: (
    pin?: readonly string[],
  ) => Promise<{ confirm: string; diff: string; file: string; writable: boolean }>;
  readonly edits: () => Promise<readonly Record<string, unknown>[]>;
}

async function held(policy = POLICY, options: Partial<ServerOptions> = {}): Promise<Held> {
  const server = await runningServer({ policy: { [FILE]: policy }, ...options });
  const bot = await server.agent('bot');
  const admin = await server.person('ann', 'admin');
  const { approval } = await bot.ask(decisions.decide, { body: { call: CALL } });
  const id = approval?.id ?? '';
  const path = join(server.directory, FILE);
  return {
    server,
    bot,
    admin,
    id,
    path,
    text: () => readFileSync(path, 'utf8'),
    preview: (pin = ['order']) =>
      admin.ask(approvals.previewForever, { params: { id }, body: { pin } }),
    edits: async () =>
      (await eventsOf(server.store)).filter(({ action }) => action === 'policy.edited'),
  };
}

const confirmed = (id: string, confirm: string, pin: readonly string[] = ['order']) => ({
  params: { id },
  body: { pin, confirm, reason: 'every month' },
});

describe('A09: approving for good', () => {
  test('A09: a preview shows the edit and changes nothing', async () => {
    const { server, admin, id, text, edits, preview } = await held();
    const { seq } = await server.store.logHead();
    expect(await preview()).toEqual({
      file: FILE,
      writable: true,
      confirm: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      diff: [
        '--- orders.yaml',
        '+++ orders.yaml',
        '@@ -1,5 +1,7 @@',
        ' # ours',
        ' approval:',
        '   tools: [refund, "ref*"]   # all',
        '+  except:',
        '+    - refund: param.order == "A-1001"',
        ' ',
        '   timeout: 1h',
        '',
      ].join('\n'),
    });
    expect(text()).toBe(POLICY);
    expect(await edits()).toEqual([]);
    expect((await server.store.logHead()).seq).toBe(seq);
    const shown = await admin.ask(approvals.showApproval, { params: { id } });
    expect(shown.status).toBe('pending');
  });

  test('A09: confirmed, the request is approved, the file is edited, and such calls pass', async () => {
    const { server, bot, admin, id, path, text, edits, preview } = await held();
    chmodSync(path, 0o640);
    const { confirm, diff } = await preview();
    const done = await admin.ask(approvals.approveForever, confirmed(id, confirm));
    expect(done).toMatchObject({
      file: FILE,
      patch: diff,
      written: true,
      approval: { status: 'approved', resolution: { resolved_by: 'user:ann' } },
    });
    expect(text()).toBe(WITH_PIN);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(server.directory)).toEqual([FILE]);
    expect(await edits()).toEqual([
      expect.objectContaining({
        person: 'user:ann',
        via: 'key',
        request: id,
        details: {
          file: FILE,
          before: digestText(POLICY),
          after: digestText(WITH_PIN),
          diff,
          written: true,
        },
      }),
    ]);
    await until(
      'the edit is in force',
      () =>
        server.service.policy.version === server.files.policy.version &&
        server.service.policy.sources.documents[0]?.text === WITH_PIN,
    );
    const again = await bot.ask(decisions.decide, { body: { call: CALL } });
    expect(again.decision.decision).toBe('allow');
    const other = { ...CALL, param: { ...CALL.param, order: 'A-1002' } };
    const held2 = await bot.ask(decisions.decide, { body: { call: other } });
    expect(held2.decision.decision).toBe('require_approval');
    const claimed = await bot.ask(approvals.claim, { params: { id }, body: { call: CALL } });
    expect(claimed.approval.execution.status).toBe('executing');
  });

  test('A09: without pins, every call of the tool passes, and of no other', async () => {
    const { server, bot, admin, id, text, preview } = await held();
    const { confirm } = await preview([]);
    await admin.ask(approvals.approveForever, confirmed(id, confirm, []));
    expect(text()).toContain('\n  except:\n    - refund\n');
    await until(
      'the edit is in force',
      () => server.service.policy.sources.documents[0]?.text === text(),
    );
    const decisionOf = async (tool: string) =>
      (await bot.ask(decisions.decide, { body: { call: { tool } } })).decision.decision;
    expect(await decisionOf('refund')).toBe('allow');
    expect(await decisionOf('refunds')).toBe('require_approval');
  });

  test('A09: an approved request can still be turned into an exception', async () => {
    const { admin, server, id, text, preview } = await held();
    const eve = await server.person('eve', 'approver');
    await eve.ask(approvals.approve, { params: { id }, body: {} });
    const { confirm } = await preview();
    const done = await admin.ask(approvals.approveForever, confirmed(id, confirm));
    expect(done).toMatchObject({ written: true, approval: { votes: [{ voter: 'user:eve' }] } });
    expect(text()).toBe(WITH_PIN);
  });
});

describe('A09: who may', () => {
  test.each(['viewer', 'approver'] as const)(
    'A09: a %s may neither look nor confirm',
    async (role) => {
      const { server, bot, id, text, preview } = await held();
      const { confirm } = await preview();
      for (const one of [await server.person('bob', role), bot]) {
        const looked = await one.refused(approvals.previewForever, { params: { id }, body: {} });
        expect(looked.code).toBe('auth/forbidden');
        const done = await one.refused(approvals.approveForever, confirmed(id, confirm));
        expect(done.code).toBe('auth/forbidden');
      }
      expect(text()).toBe(POLICY);
    },
  );

  test.each([
    ['is not among the approvers', '  approvers: ["user:eve"]\n', 'approval/not-eligible', {}],
    ['asked for the call', '', 'approval/self-approval', { run: { user: 'ann' } }],
  ])('A09: an administrator who %s does not decide', async (_what, more, code, asking) => {
    const { bot, admin, text, edits, preview: _, ...rest } = await held(POLICY + more);
    const call = { ...CALL, ...asking };
    const { approval } = await bot.ask(decisions.decide, { body: { call } });
    const id = approval?.id ?? rest.id;
    const { confirm } = await admin.ask(approvals.previewForever, {
      params: { id },
      body: { pin: ['order'] },
    });
    expect((await admin.refused(approvals.approveForever, confirmed(id, confirm))).code).toBe(code);
    expect(text()).toBe(POLICY + more);
    expect(await edits()).toEqual([]);
  });

  test('A09: a vote that is not enough counts, and nothing is written until it is', async () => {
    const { server, admin, id, text, edits, preview } = await held(`${POLICY}  quorum: 2\n`);
    const { confirm } = await preview();
    const refused = await admin.refused(approvals.approveForever, confirmed(id, confirm));
    expect(refused).toMatchObject({
      code: 'conflict',
      detail: expect.stringMatching(/vote counts/),
    });
    const shown = await admin.ask(approvals.showApproval, { params: { id } });
    expect(shown).toMatchObject({
      status: 'pending',
      votes: [{ voter: 'user:ann', reason: 'every month' }],
    });
    expect([text(), await edits()]).toEqual([`${POLICY}  quorum: 2\n`, []]);
    const eve = await server.person('eve', 'approver');
    await eve.ask(approvals.approve, { params: { id }, body: {} });
    const done = await admin.ask(approvals.approveForever, confirmed(id, confirm));
    expect(done.written).toBe(true);
    expect(text()).toContain('- refund: param.order == "A-1001"');
  });
});

describe('A09: what is confirmed is what was looked at', () => {
  test('A09: another edit than the one that was looked at is not made', async () => {
    const { admin, id, text, preview } = await held();
    const { confirm } = await preview(['order']);
    for (const [pin, digest] of [
      [['amount'], confirm],
      [[], confirm],
      [['order'], 'sha256:0'],
    ] as const) {
      const refused = await admin.refused(approvals.approveForever, confirmed(id, digest, pin));
      expect(refused.code).toBe('policy/changed');
    }
    const shown = await admin.ask(approvals.showApproval, { params: { id } });
    expect(shown).toMatchObject({ status: 'pending', votes: [] });
    expect(text()).toBe(POLICY);
  });

  test('A09: a confirmation is for one request', async () => {
    const { bot, admin, id, preview } = await held();
    const second = await bot.ask(decisions.decide, { body: { call: CALL } });
    expect(second.approval?.id).not.toBe(id);
    const { confirm } = await preview();
    const given = confirmed(second.approval?.id ?? '', confirm);
    expect((await admin.refused(approvals.approveForever, given)).code).toBe('policy/changed');
  });

  test('A09: a file that has changed meanwhile is left alone', async () => {
    const { admin, id, path, text, preview } = await held();
    const { confirm } = await preview();
    const changed = POLICY.replace('# ours', '# theirs');
    writeFileSync(path, changed);
    const refused = await admin.refused(approvals.approveForever, confirmed(id, confirm));
    expect(refused.code).toBe('policy/changed');
    expect(text()).toBe(changed);
  });

  test('A09: a file that changes while the vote is written is left alone, and the log says so', async () => {
    const { server, admin, id, path, text, edits, preview } = await held();
    const { confirm } = await preview();
    const { write } = server.store;
    const changed = POLICY.replace('# ours', '# theirs');
    server.store.write = async (work, options) => {
      writeFileSync(path, changed);
      return write.call(server.store, work, options) as never;
    };
    const refused = await admin.refused(approvals.approveForever, confirmed(id, confirm));
    expect(refused.code).toBe('policy/changed');
    expect(text()).toBe(changed);
    expect(readdirSync(server.directory)).toEqual([FILE]);
    expect(await edits()).toMatchObject([
      { details: { written: true } },
      { details: { written: false }, reason: 'the file has changed meanwhile' },
    ]);
  });

  test('A09: without the audit log nothing is written', async () => {
    const { server, admin, id, text, preview } = await held();
    const { confirm } = await preview();
    const { write } = server.store;
    let works = 0;
    server.store.write = async (work, options) => {
      works += 1;
      if (works > 1) throw new Error('the store is gone');
      return write.call(server.store, work, options) as never;
    };
    const refused = await admin.refused(approvals.approveForever, confirmed(id, confirm));
    expect(refused.status).toBe(500);
    expect(text()).toBe(POLICY);
    expect(readdirSync(server.directory)).toEqual([FILE]);
  });

  test('A09: what is in force by hand is not in the files, which are left alone', async () => {
    const { server, admin, id, text } = await held();
    const { version } = server.service.policy;
    const by = { id: 'user:ann', via: 'key', groups: [], mayApprove: true };
    const policy = compiled([{ name: FILE, text: `${POLICY}  quorum: 1\n` }]);
    await server.service.replacePolicy(policy, version, by);
    const refused = await admin.refused(approvals.previewForever, { params: { id }, body: {} });
    expect(refused.code).toBe('policy/changed');
    expect(text()).toBe(POLICY);
  });

  test('A09: where any other file is not what is in force, no edit may bring it into force', async () => {
    const more = { 'more.yaml': 'block:\n  tools: [x]\n' };
    const { server, admin, id, text } = await held(POLICY, {
      policy: { [FILE]: POLICY, ...more },
    });
    const policy = compiled([
      { name: FILE, text: POLICY },
      { name: 'more.yaml', text: 'block:\n  tools: [x, z]\n' },
    ]);
    await server.service.replacePolicy(policy, server.service.policy.version, null);
    const refused = await admin.refused(approvals.previewForever, { params: { id }, body: {} });
    expect(refused.code).toBe('policy/changed');
    expect(text()).toBe(POLICY);
  });
});

describe('A09: files as they are', () => {
  test('A09: a file or directory that is read-only is left alone, and the patch is for somebody else', async () => {
    for (const what of ['file', 'directory'] as const) {
      const { server, admin, id, path, text, edits, preview } = await held();
      const place = what === 'file' ? path : server.directory;
      chmodSync(place, what === 'file' ? 0o444 : 0o555);
      onTestFinished(() => chmodSync(server.directory, 0o755));
      const { confirm, writable } = await preview();
      expect(writable).toBe(false);
      const done = await admin.ask(approvals.approveForever, confirmed(id, confirm));
      expect(done).toMatchObject({ written: false, approval: { status: 'approved' } });
      expect(text()).toBe(POLICY);
      expect(await edits()).toMatchObject([
        { person: 'user:ann', details: { written: false, diff: done.patch } },
      ]);
      expect(done.patch).toContain('\n+    - refund: param.order == "A-1001"\n');
    }
  });

  test('A09: a link stays a link, and its file is edited', async () => {
    const { admin, id, path, preview } = await held();
    const target = join(temporaryDirectory({ 'real.yaml': POLICY }), 'real.yaml');
    unlinkSync(path);
    symlinkSync(target, path);
    const { confirm } = await preview();
    await admin.ask(approvals.approveForever, confirmed(id, confirm));
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(lstatSync(target).isFile()).toBe(true);
    expect(readFileSync(target, 'utf8')).toBe(WITH_PIN);
  });

  test('A09: line breaks and the byte order mark stay', async () => {
    const { admin, id, text, preview } = await held(`\ufeff${POLICY.replaceAll('\n', '\r\n')}`);
    const { confirm } = await preview();
    await admin.ask(approvals.approveForever, confirmed(id, confirm));
    expect(text()).toBe(`\ufeff${WITH_PIN.replaceAll('\n', '\r\n')}`);
  });
});

describe('A09: what cannot be made an exception', () => {
  test('A09: a hidden argument does not go into a policy', async () => {
    const { admin, id } = await held(`redact: ["param.order"]\n${POLICY}`);
    for (const pin of [['order'], ['login'], ['login.password'], ['login[0]']]) {
      const given = { params: { id }, body: { pin } };
      const refused = await admin.refused(approvals.previewForever, given);
      expect(JSON.stringify(refused)).not.toContain('A-1001');
      expect(refused.code).toBe(pin[0] === 'login[0]' ? 'request/malformed' : 'conflict');
    }
  });

  test('A09: an argument that the call has not', async () => {
    const { admin, id } = await held();
    const given = { params: { id }, body: { pin: ['order', 'order', 'amuont'] } };
    const refused = await admin.refused(approvals.previewForever, given);
    expect(refused).toMatchObject({
      code: 'request/malformed',
      errors: [{ path: '/body/pin/2', message: expect.stringContaining('`amuont`') }],
    });
  });

  test('A09: a request that two rules hold needs both edited', async () => {
    const text = 'approval:\n  - tools: [refund]\n  - tools: ["ref*"]\n';
    const { admin, id } = await held(text);
    const refused = await admin.refused(approvals.previewForever, { params: { id }, body: {} });
    expect(refused).toMatchObject({
      code: 'conflict',
      detail: expect.stringMatching(/line 3 for `ref\*`/),
    });
  });

  test('A09: a default has no exceptions', async () => {
    const { admin, id } = await held('default: require_approval\nblock:\n  tools: [x]\n');
    const refused = await admin.refused(approvals.previewForever, { params: { id }, body: {} });
    expect(refused.code).toBe('conflict');
  });

  test('A09: a request that was rejected, or is not there', async () => {
    const { admin, id, preview } = await held();
    const { confirm } = await preview();
    await admin.ask(approvals.reject, { params: { id }, body: {} });
    expect((await admin.refused(approvals.previewForever, { params: { id }, body: {} })).code).toBe(
      'conflict',
    );
    expect((await admin.refused(approvals.approveForever, confirmed(id, confirm))).code).toBe(
      'conflict',
    );
    const unknown = await admin.refused(approvals.previewForever, {
      params: { id: 'apr_0' },
      body: {},
    });
    expect(unknown.code).toBe('approval/not-found');
  });
});
