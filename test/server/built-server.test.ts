import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Assent, BlockedError, UnreachableError } from '../../src/client/index.ts';
import type { ApprovalWire } from '../../src/contract/approval.ts';
import { assent, type Outcome } from '../cli/command-line.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { type Served, served } from './served-process.ts';

const POLICY = `# who refunds, and who deploys
approval:
  tools:
    - refund # of any amount
    - deploy
  timeout: 1h
block:
  tools: [drop]
  message: "Never from an agent."
`;

let directory: string;
let server: Served;
const ends: (() => void)[] = [];
const keys: Record<string, string> = {};

/** The built command line, with somebody's key. */
const as = (key: string, ...args: readonly string[]): Promise<Outcome> =>
  assent(directory, args, '', { ASSENT_URL: server.url, ASSENT_API_KEY: keys[key] ?? key });

const jsonOf = ({ out }: Outcome) => JSON.parse(out);

async function http(key: string, method: string, path: string, body?: unknown) {
  const answer = await fetch(`${server.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${keys[key]}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}

const sdk = (changes: object = {}): Assent =>
  new Assent({ url: server.url, apiKey: keys['bot'] ?? '', onError: () => {}, ...changes });

async function held(tool = 'refund', run = 'run-1'): Promise<string> {
  const { approval } = await sdk().request({ tool, param: { amount: 7 }, runId: run });
  return approval?.id ?? 'none';
}

const headOfLog = async (): Promise<number> =>
  (await http('root', 'GET', '/v1/audit?limit=1')).body.entries[0].seq;

describe('the built program as a server, over HTTP', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    directory = temporaryDirectory({ 'policies/a.yaml': POLICY }, (end) => ends.push(end));
    server = await served(directory, [], (end) => ends.push(end));
    const link = /'(http\S+)'/.exec(server.out())?.[1] ?? 'none';
    const profile = join(directory, 'profile.json');
    const login = ['login', link, '--name', 'root'];
    expect(await assent(directory, login, '', { ASSENT_PROFILE: profile })).toMatchObject({
      code: 0,
    });
    keys['root'] = JSON.parse(readFileSync(profile, 'utf8')).key;
    for (const role of ['viewer', 'approver'] as const) {
      expect(await as('root', 'users', 'add', role, '--role', role)).toMatchObject({ code: 0 });
      const made = await as(
        'root',
        'keys',
        'create',
        role,
        '--role',
        role,
        '--owner',
        role,
        '--json',
      );
      keys[role] = jsonOf(made).key;
    }
    const bot = ['keys', 'create', 'bot', '--agent', 'bot', '--owner', 'viewer', '--json'];
    keys['bot'] = jsonOf(await as('root', ...bot)).key;
  }, 60_000);

  afterAll(() => {
    for (const end of ends.reverse()) end();
  });

  test('I01: the SDK holds a call, and runs it once when a person has approved', async () => {
    const ran: unknown[] = [];
    const call = { tool: 'refund', param: { amount: 1290 }, runId: 'sdk-run' };
    const result = sdk().withTool(call, (param) => ran.push(param));
    const { approvals } = sdk({ apiKey: keys['approver'] });
    await expect.poll(async () => (await approvals.list({ run: 'sdk-run' })).length).toBe(1);
    const [request] = await approvals.list({ run: 'sdk-run', status: 'pending' });
    const id = request?.id ?? 'none';
    expect(await approvals.getStatus(id)).toBe('pending');
    expect(ran).toEqual([]);
    await approvals.approve(id, { reason: 'checked' });
    expect(await result).toBe(1);
    expect(ran).toEqual([{ amount: 1290 }]);
    expect(await approvals.get(id)).toMatchObject({
      status: 'approved',
      execution: { status: 'succeeded' },
    });
    await expect(sdk().approvals.claim(id, call)).rejects.toMatchObject({
      code: 'approval/already-claimed',
    });
  });

  test('P11: canI, /v1/check and /v1/policies/check decide, and record nothing', async () => {
    const before = await headOfLog();
    expect((await sdk().canI({ tool: 'refund' })).decision).toBe('require_approval');
    const body = { call: { tool: 'drop' } };
    expect((await http('bot', 'POST', '/v1/check', body)).body.decision.decision).toBe('block');
    const query = await http('viewer', 'GET', '/v1/policies/check?tool=read');
    expect(query.body.decision.decision).toBe('allow');
    expect(await headOfLog()).toBe(before);
  });

  test('I02: it says what it does: the OpenAPI document of the package', async () => {
    const document = await (await fetch(`${server.url}/v1/openapi.json`)).json();
    const file = new URL('../../schemas/openapi.json', import.meta.url);
    expect(document).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  });

  test('I03: the command line lists, approves, and denies', async () => {
    const [first, second] = [await held(), await held()];
    const { out } = await as('approver', 'approvals', 'list', '--status', 'pending', '--json');
    const ids = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).id);
    expect(ids).toEqual(expect.arrayContaining([first, second]));
    expect(await as('approver', 'approvals', 'approve', first)).toMatchObject({ code: 0 });
    expect(await as('approver', 'approvals', 'deny', second)).toMatchObject({ code: 0 });
    expect(await as('approver', 'approvals', 'approve', second)).toMatchObject({ code: 1 });
    const states = [first, second].map((id) => sdk().approvals.getStatus(id));
    expect(await Promise.all(states)).toEqual(['approved', 'rejected']);
  });

  test('I04: `gate` ends with 0, 1, 2 or 3', async () => {
    const decided = async (run: string, verb: string): Promise<Outcome> => {
      const gate = as('bot', 'gate', 'deploy', '--param', 'version=1.4.0', '--run', run);
      const { approvals } = sdk({ apiKey: keys['approver'] });
      await expect
        .poll(async () => (await approvals.list({ run })).length, { timeout: 20_000 })
        .toBe(1);
      const [request] = await approvals.list({ run });
      await as('approver', 'approvals', verb, request?.id ?? 'none');
      return gate;
    };
    expect((await decided('gate-yes', 'approve')).code).toBe(0);
    expect((await decided('gate-no', 'reject')).code).toBe(1);
    expect((await as('bot', 'gate', 'read')).code).toBe(0);
    expect((await as('bot', 'gate', 'drop')).code).toBe(1);
    expect((await as('bot', 'gate', 'deploy', '--timeout', '1s')).code).toBe(2);
    expect((await as('no key at all', 'gate', 'deploy')).code).toBe(3);
  });

  test('I05, I17: events come as it happens, and go on after the last one that was heard', async () => {
    const from = await headOfLog();
    const heard = async (after: number, wanted: number): Promise<string[]> => {
      const stop = new AbortController();
      const types = 'agent.approval.requested,agent.approval.resolved';
      const { body } = await fetch(`${server.url}/v1/events?types=${types}`, {
        headers: { authorization: `Bearer ${keys['viewer']}`, 'last-event-id': String(after) },
        signal: stop.signal,
      });
      let text = '';
      const names = () => [...text.matchAll(/^event: (.+)$/gm)].map(([, name = '']) => name);
      for await (const chunk of body ?? []) {
        text += new TextDecoder().decode(chunk);
        if (names().length >= wanted) break;
      }
      stop.abort();
      return names();
    };
    const live = heard(from, 2);
    const id = await held();
    await http('approver', 'POST', `/v1/approvals/${id}/reject`, {});
    const both = ['agent.approval.requested', 'agent.approval.resolved'];
    expect(await live).toEqual(both);
    expect(await heard(from, 2)).toEqual(both);
  });

  test('I07: viewers see, approvers decide, administrators change', async () => {
    const id = await held();
    const vote = (key: string) => http(key, 'POST', `/v1/approvals/${id}/approve`, {});
    expect((await http('viewer', 'GET', `/v1/approvals/${id}`)).status).toBe(200);
    expect((await vote('viewer')).body.code).toBe('auth/forbidden');
    expect((await vote('bot')).body.code).toBe('auth/forbidden');
    expect((await vote('approver')).status).toBe(200);
    const { version } = (await http('root', 'GET', '/v1/policies')).body;
    const change = { documents: [{ name: 'a.yaml', text: POLICY }], from: version };
    expect((await http('approver', 'POST', '/v1/policies/activate', change)).status).toBe(403);
    expect((await http('root', 'POST', '/v1/policies/activate', change)).status).toBe(200);
  });

  test('A12: a halted agent is blocked, and what is approved waits until it goes on', async () => {
    const id = await held();
    await http('approver', 'POST', `/v1/approvals/${id}/approve`, {});
    expect(await as('root', 'halt', 'bot', '--reason', 'odd refunds')).toMatchObject({ code: 0 });
    const call = { tool: 'refund', param: { amount: 7 } };
    expect((await sdk().request({ tool: 'read' })).decision).toMatchObject({
      decision: 'block',
      halted: true,
    });
    await expect(sdk().approvals.claim(id, call)).rejects.toMatchObject({
      code: 'approval/halted',
    });
    expect(await as('root', 'resume', 'bot')).toMatchObject({ code: 0 });
    expect((await sdk().request({ tool: 'read' })).decision.decision).toBe('allow');
    await sdk().approvals.claim(id, call);
  });

  test('A13: without a decision nothing runs, unless that was asked for; a block binds either way', async () => {
    const nowhere = { url: 'http://127.0.0.1:1', decisionTimeoutMs: 500 };
    const run = () => 'ran';
    await expect(sdk(nowhere).withTool({ tool: 'read' }, run)).rejects.toThrow(UnreachableError);
    const open = { failureMode: 'fail_open' } as const;
    expect(await sdk({ ...nowhere, ...open }).withTool({ tool: 'read' }, run)).toBe('ran');
    await expect(sdk(open).withTool({ tool: 'drop' }, run)).rejects.toThrow(BlockedError);
  });

  test('U04: a run shows its calls, who decided them, and how long they waited', async () => {
    const id = await held('refund', 'run-u04');
    await sdk().request({ tool: 'read', runId: 'run-u04' });
    await http('approver', 'POST', `/v1/approvals/${id}/approve`, { reason: 'fine' });
    const { calls } = (await http('viewer', 'GET', '/v1/runs/run-u04')).body;
    expect(calls).toMatchObject([
      {
        tool: 'refund',
        decision: 'require_approval',
        approval: { id, status: 'approved', resolved_by: 'user:approver', reason: 'fine' },
      },
      { tool: 'read', decision: 'allow', approval: null },
    ]);
    expect(calls[0].approval.wait_ms).toBeGreaterThanOrEqual(0);
    expect((await as('viewer', 'runs', 'show', 'run-u04')).out).toContain('user:approver');
  });

  test('A09: approved for good, such calls pass from now on, and the file keeps its comments', async () => {
    const id = await held();
    const preview = await as(
      'root',
      'approvals',
      'approve',
      id,
      '--forever',
      '--pin',
      'amount',
      '--json',
    );
    const { confirm } = jsonOf(preview);
    const sure = ['approvals', 'approve', id, '--forever', '--pin', 'amount', '--confirm', confirm];
    expect(await as('root', ...sure)).toMatchObject({ code: 0 });
    const text = readFileSync(join(directory, 'policies/a.yaml'), 'utf8');
    const added = text.split('\n').filter((line) => !POLICY.split('\n').includes(line));
    expect(added).toEqual(['  except:', '    - refund: param.amount == 7']);
    const decided = async (amount: number): Promise<ApprovalWire['status'] | string> =>
      (await sdk().canI({ tool: 'refund', param: { amount } })).decision;
    await expect.poll(() => decided(7), { timeout: 20_000 }).toBe('allow');
    expect(await decided(8)).toBe('require_approval');
    writeFileSync(join(directory, 'policies/a.yaml'), POLICY);
  });
});
