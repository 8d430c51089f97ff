import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pass } from '../../src/cli/gate/pass.ts';
import { run } from '../../src/cli/program.ts';
import { until } from '../support/until.ts';
import { type Agent, HELD, openSite, REFUND, type Site } from './site.ts';

const DEPLOY = ['gate', 'orders.deploy', '--param', 'amount=1290'];

/** Runs `gate`, and lets somebody do something about the request once it waits. */
async function gated(
  { root }: Site,
  agent: Agent,
  args: readonly string[],
  meanwhile: (id: string, end: () => void) => Promise<unknown>,
) {
  const terminal = agent.terminal();
  const running = run(args, terminal);
  await until('it waits', () => terminal.written().err.includes('assent approvals reject'));
  const [id = ''] = /apr_\w+/.exec(terminal.written().err) ?? [];
  await meanwhile(id, terminal.end);
  const code = await running;
  const shown = await root.assent('approvals', 'show', id, '--json');
  return { code, ...terminal.written(), approval: JSON.parse(shown.out) };
}

describe('assent gate', () => {
  test.each([
    ['approve', 0, 'approved orders.deploy by user:root: fine\n', 'succeeded'],
    ['reject', 1, 'rejected orders.deploy by user:root: fine\n', 'waiting'],
    ['cancel', 1, 'cancelled orders.deploy by user:root: fine\n', 'waiting'],
  ])('I04: when somebody has to decide, %s ends it with %d', async (verb, code, out, execution) => {
    const site = await openSite(HELD);
    const agent = await site.agent('ci');
    const outcome = await gated(site, agent, DEPLOY, (id) =>
      site.root.assent('approvals', verb, id, '--reason', 'fine'),
    );
    expect(outcome).toMatchObject({ code, out });
    expect(outcome.err).toMatch(
      /^waiting for approval of `orders.deploy`, for (30m|29m 59s) at most: orders.deploy needs a manager\n {2}assent approvals approve apr_\w+\n {2}assent approvals reject apr_\w+\n$/,
    );
    expect(outcome.approval).toMatchObject({
      agent: 'ci',
      param: { amount: 1290 },
      execution: { status: execution },
    });
  });

  test.each([
    [['gate', 'orders_read'], 0, 'allowed orders_read\n'],
    [['gate', 'db.drop_table'], 1, 'blocked db.drop_table: never\n'],
    [[...DEPLOY, '--timeout', '1s'], 2, 'timeout orders.deploy, nobody decided in time\n'],
    [['gate', ''], 1, 'blocked : the call names no tool\n'],
  ])('I04: %j ends with %d', async (args, code, out) => {
    const agent = await (await openSite(HELD)).agent('ci');
    expect(await agent.assent(...args)).toMatchObject({ code, out });
  });

  test('I04: a deadline that passes is 2', async () => {
    const site = await openSite(HELD.replace('approval:', 'approval:\n  timeout: 1s'));
    const agent = await site.agent('ci');
    const outcome = await agent.assent(...DEPLOY);
    expect(outcome).toMatchObject({ code: 2 });
    expect(outcome.out).toMatch(/^expired orders.deploy/);
  });

  test('A12, I04: a halt is 1, also of what was approved before it', async () => {
    const site = await openSite(HELD);
    const agent = await site.agent('ci');
    const outcome = await gated(site, agent, DEPLOY, async (id) => {
      await site.root.assent('halt', 'ci', '--reason', 'wait');
      await site.root.assent('approvals', 'approve', id);
    });
    expect(outcome).toMatchObject({ code: 1 });
    expect(outcome.out).toContain('blocked orders.deploy by user:root: `ci` is halted');
    expect(await agent.assent('gate', 'orders_read')).toMatchObject({ code: 1 });
  });

  test.each([
    ['nobody', []],
    ['a key that is none', ['ASSENT_API_KEY', 'assent_agent_none']],
    ['a server that is not there', ['ASSENT_URL', 'http://127.0.0.1:1']],
    ['no address', ['ASSENT_URL', 'nowhere']],
  ])('I04: %s is 3', { timeout: 30_000 }, async (_, [name, value]) => {
    const site = await openSite(HELD);
    const agent = await site.agent('ci');
    const wrong = name === undefined ? {} : { ...agent.environment, [name]: value };
    const terminal = agent.terminal({ environment: wrong });
    expect(await run(DEPLOY, terminal)).toBe(3);
    expect(terminal.written()).toMatchObject({ out: '', err: expect.stringMatching(/^error: /) });
  });

  test('I04, I07: a person’s key is 3, and says whose it takes', async () => {
    const { root } = await openSite(HELD);
    const { code, err } = await root.assent(...DEPLOY);
    expect(code).toBe(3);
    expect(err).toContain('`gate` needs the key of an agent');
  });

  test.each([
    [['gate'], 'missing required argument'],
    [['gate', 'a', '--parm', 'x=1'], 'Did you mean --param?'],
    [['gate', 'a', '--param', 'x'], 'Write it as NAME=VALUE.'],
    [['gate', 'a', '--param', 'x=1', '--param', 'x=2'], '`x` is given twice'],
    [['gate', 'a', '--param-file', 'nowhere.json'], '`nowhere.json`'],
    [['gate', 'a', '--timeout', 'soon'], 'Write it like 90s, 15m or 4h.'],
    [['gate', 'a', '--json', '--timeout'], 'argument missing'],
  ])('I04: %j is 3, never an answer', async (args, hint) => {
    const agent = await (await openSite(HELD)).agent('ci');
    const { code, out, err } = await agent.assent(...args);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toContain(hint);
  });

  test('I04: --help is no answer either, and no mistake', async () => {
    const agent = await (await openSite(HELD)).agent('ci');
    expect(await agent.assent('gate', '--help')).toMatchObject({ code: 0, err: '' });
  });

  test('I04: Ctrl-C withdraws the request, unless somebody comes back for it', async () => {
    const site = await openSite(HELD);
    const agent = await site.agent('ci');
    const stopped = await gated(site, agent, DEPLOY, async (_, end) => end());
    expect(stopped).toMatchObject({ code: 3, approval: { status: 'cancelled' } });
    const keyed = [...DEPLOY, '--key', 'release 1'];
    const left = await gated(site, agent, keyed, async (_, end) => end());
    expect(left).toMatchObject({ code: 3, approval: { status: 'pending' } });
    const back = await gated(site, agent, keyed, (id) =>
      site.root.assent('approvals', 'approve', id),
    );
    expect(back.approval.id).toBe(left.approval.id);
    expect(back.code).toBe(0);
    const again = await agent.assent(...keyed);
    expect(again).toMatchObject({ code: 1 });
    expect(again.out).toContain('claimed already');
  });

  test('I04: a wait is said to last as long as it does', async () => {
    const agent = await (await openSite(HELD)).agent('ci');
    const { err } = await agent.assent(...DEPLOY, '--timeout', '1s');
    expect(err).toContain('waiting for approval of `orders.deploy`, for 1s at most');
  });

  test('I04: Ctrl-C lets nothing pass, not even what was decided meanwhile', async () => {
    const site = await openSite(HELD);
    const agent = await site.agent('ci');
    const ended = agent.terminal();
    ended.end();
    expect(await run(['gate', 'orders_read'], ended)).toBe(3);
    expect(ended.written().out).toBe('');

    const stopping = new AbortController();
    const { gate } = agent;
    const get = gate.approvals.get.bind(gate.approvals);
    gate.approvals.get = (id) => {
      stopping.abort(new Error('the wait was ended'));
      return get(id);
    };
    const passing = pass(gate, REFUND, {
      idempotencyKey: undefined,
      timeoutMs: undefined,
      signal: stopping.signal,
      onWait: ({ id }) => void site.root.assent('approvals', 'approve', id),
      onError: () => {},
    });
    await expect(passing).rejects.toThrow('the wait was ended');
    const { out } = await site.root.assent('approvals', 'list', '--status', 'approved', '--json');
    expect(JSON.parse(out)).toMatchObject({ execution: { status: 'unclaimed' } });
  });

  test('I04: arguments from a file and the line, JSON where it is JSON', async () => {
    const site = await openSite(HELD);
    const agent = await site.agent('ci');
    const file = join(site.directory, 'param.json');
    writeFileSync(file, '{"amount": 1, "note": "kept", "__proto__": {"a": 1}}');
    const args = [
      ...['gate', 'orders.x', '--param-file', file, '--run', 'run-7', '--timeout', '1s', '--json'],
      ...[
        '--param',
        'amount=2',
        '--param',
        'list=[1,"b"]',
        '--param',
        'text=a=b',
        '--param',
        'v="1.10"',
      ],
    ];
    const { code, out } = await agent.assent(...args);
    expect(code).toBe(2);
    const { outcome, approval_id } = JSON.parse(out);
    expect(outcome).toBe('timeout');
    const shown = await site.root.assent('approvals', 'show', approval_id, '--json');
    const { param, run: id, status } = JSON.parse(shown.out);
    expect({ id, status }).toEqual({ id: 'run-7', status: 'cancelled' });
    const expected =
      '{"amount":2,"note":"kept","__proto__":{"a":1},"list":[1,"b"],"text":"a=b","v":"1.10"}';
    expect(param).toEqual(JSON.parse(expected));
  });

  test('I04: the wait goes on over a restart of the server', { timeout: 30_000 }, async () => {
    const site = await openSite(HELD);
    const agent = await site.agent('ci');
    const outcome = await gated(site, agent, DEPLOY, async (id) => {
      await site.stop();
      await site.start();
      await site.root.assent('approvals', 'approve', id);
    });
    expect(outcome).toMatchObject({ code: 0, approval: { execution: { status: 'succeeded' } } });
  });
});
