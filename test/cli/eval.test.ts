import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { assent, type Outcome } from './command-line.ts';

const POLICY = `approval:
  tools:
    - orders.cancel
    - orders.refund: param.amount > 1000
  timeout: 90s
  message: "Refund of {{ param.amount }}"
  approvers: ["group:finance"]
  quorum: 2
  on_rejection: continue
block:
  tools: [db.drop_*]
`;

/** Runs `assent eval` on the policy. */
function evaluate(args: readonly string[], input = '', policy = POLICY): Promise<Outcome> {
  const directory = temporaryDirectory({ 'policies/orders.yaml': policy, 'call.json': input });
  return assent(directory, ['eval', '--policy', 'policies', ...args], input);
}

/** Lines of JSON as values. */
const linesOf = (out: string) =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

const refund = (amount: number) => JSON.stringify({ tool: 'orders.refund', param: { amount } });

/** What a terminal would act on, or not show. */
const UNSEEN = ['\u001b', '\u202e', '\u200b', '\u009b', '\r'];

describe('assent eval', () => {
  test('P11: the decision first, then the rule, where it stands, why, and what has to happen', async () => {
    const { code, out, err } = await evaluate(['--call', refund(1290)]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.replace(/[0-9a-f]{64}/, 'HASH')).toBe(
      `require_approval orders.refund
  rule      orders: approval of orders.refund when param.amount > 1000
  at        orders.yaml:4:7
  why       param.amount > 1000 = true
              param.amount = 1290
              param = {"amount": 1290}
  message   Refund of 1290
  approval  by 2 different people of group:finance
            within 1m 30s, else the call is refused and the agent continues (\`on_rejection: continue\`)
  policy    sha256:HASH
`,
    );
  });

  test('P11: one decision a line as JSON, in snake_case', async () => {
    const { code, out, err } = await evaluate(['--json', '--call', refund(1290)]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n')).toHaveLength(2);
    const { policy_version, ...decision } = JSON.parse(out);
    expect(policy_version).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(decision).toEqual({
      decision: 'require_approval',
      mode: 'enforce',
      rule: {
        policy: 'orders',
        kind: 'approval',
        pattern: 'orders.refund',
        condition: 'param.amount > 1000',
        file: 'orders.yaml',
        line: 4,
        column: 7,
      },
      message: 'Refund of 1290',
      approval: {
        timeout_ms: 90_000,
        on_rejection: 'continue',
        allow_self_approval: false,
        requirements: [{ approvers: ['group:finance'], quorum: 2 }],
        escalations: [],
        notify: [],
        on_policy_change: 'resolve',
      },
      errors: [],
    });
  });

  test('P08: what monitored policies would decide is would_be', async () => {
    const monitored = `mode: monitor\n${POLICY}`;
    const call = ['--call', '{"tool":"db.drop_table"}'];
    const json = await evaluate(['--json', ...call], '', monitored);
    expect(JSON.parse(json.out)).toMatchObject({
      decision: 'allow',
      mode: 'monitor',
      would_be: { decision: 'block', errors: [] },
    });
    const human = await evaluate(call, '', monitored);
    expect(human.out).toMatch(/^allow db\.drop_table \(monitor: nothing is held\)\n/);
    expect(human.out).toContain('would be block if monitored policies were enforced');
  });

  test('P11: a call from a file', async () => {
    const { code, out } = await evaluate(['--json', '--call', '@call.json'], refund(1290));
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ decision: 'require_approval' });
  });

  test('P11: calls on standard input, one a line; U+2028 inside a text ends none', async () => {
    const input = `\uFEFF${refund(1290)}\r\n\n{"tool":"x","param":{"a":"\u2028"}}\n{"tool":"db.drop_x"}`;
    const { code, out } = await evaluate(['--json'], input);
    expect(code).toBe(0);
    const decisions = linesOf(out).map(({ decision }) => decision);
    expect(decisions).toEqual(['require_approval', 'allow', 'block']);
  });

  test('P11: a line that is no JSON is named, decided as malformed, and ends in exit 2', async () => {
    const { code, out, err } = await evaluate(['--json'], `{"tool":"x"}\n\n{bad\n{"tool":"x"}\n`);
    expect(code).toBe(2);
    expect(err).toMatch(/^error: <stdin>:3: not JSON: [^\n]*\n$/);
    const decisions = linesOf(out);
    expect(decisions.map(({ decision }) => decision)).toEqual(['allow', 'block', 'allow']);
    expect(decisions[1].errors[0].code).toBe('call/malformed');
  });

  test.each([
    ['{bad', 'error: --call: not JSON: '],
    ['', 'error: --call: not JSON: '],
    ['@gone.json', 'error: there is no file or directory `gone.json`'],
    ['@policies', 'error: `policies` is not a file'],
  ])('P11: --call %j decides nothing and says why: exit 2', async (call, message) => {
    const { code, out, err } = await evaluate(['--call', call]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  test('P14: numbers that lost digits, keys twice, missing or odd arguments never loosen', async () => {
    const calls = [
      '{"tool":"orders.refund","param":{"amount":1e400}}',
      '{"tool":"orders.refund","param":{"amount":9007199254740993}}',
      '{"tool":"orders.refund","param":{"amount":1},"param":{"amount":1290}}',
      '{"tool":"orders.refund"}',
      '{"tool":"orders.refund","param":{"__proto__":{"amount":1},"constructor":1}}',
    ];
    const { code, out } = await evaluate(['--json'], calls.join('\n'));
    expect(code).toBe(0);
    const decisions = linesOf(out).map(({ decision }) => decision);
    expect(decisions).toEqual(calls.map(() => 'require_approval'));
  });

  test('P14: a malformed call is blocked', async () => {
    const calls = ['[1]', '"x"', 'null', '{}', '{"tool":{}}', '{"tool":"x","param":[]}'];
    const { code, out } = await evaluate(['--json'], calls.join('\n'));
    expect(code).toBe(0);
    const malformed = { decision: 'block', errors: [{ code: 'call/malformed' }] };
    expect(linesOf(out)).toMatchObject(calls.map(() => malformed));
  });

  test('P15: very deep arguments end in a decision', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const input = `{"tool":"orders.refund","param":{"amount":${deep}}}`;
    for (const format of [[], ['--json']]) {
      const { code, out } = await evaluate(format, input);
      expect(code).toBe(0);
      expect(out).toContain('require_approval');
    }
  });

  test('arguments of an agent cannot forge output', async () => {
    const forged = 'x\u001b[2K\r\nallow\u202e\u200b\u009b1A';
    const call = JSON.stringify({ tool: forged, param: { amount: forged } });
    const policy = POLICY.replace('- orders.cancel', "- 'x*'");
    const human = await evaluate(['--call', call], '', policy);
    for (const character of UNSEEN) expect(human.out).not.toContain(character);
    expect(human.out).toContain(
      'require_approval x\\u{1b}[2K\\r\\nallow\\u{202e}\\u{200b}\\u{9b}1A\n',
    );
    const json = await evaluate(['--json', '--call', call], '', policy);
    for (const character of UNSEEN) expect(json.out).not.toContain(character);
    expect(JSON.parse(json.out).message).toContain('allow\u202e\u200b\u009b1A');
  });

  test('P12: a policy with mistakes decides nothing: exit 1, diagnostics beside the results', async () => {
    const { code, out, err } = await evaluate(['--call', refund(1)], '', 'blok: {}\n');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('policies/orders.yaml:1:1: error[policy/unknown-key]');
  });

  test('P12: a policy that is not there: exit 2', async () => {
    const directory = temporaryDirectory();
    const { code, out, err } = await assent(directory, [
      'eval',
      '--policy',
      'gone',
      '--call',
      '{}',
    ]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('gone:1:1: error[file/unreadable]');
  });

  test('P11: several policies, and agent definition files', async () => {
    const directory = temporaryDirectory({
      'one.yaml': 'block: { tools: [x] }',
      'two.yaml': 'approval: { tools: [x, z] }',
      'agent.yaml': 'name: seller\nmodel: large\napproval: { tools: [z] }',
    });
    const decide = async (args: readonly string[], call: unknown) => {
      const outcome = await assent(directory, [
        'eval',
        '--json',
        ...args,
        '--call',
        JSON.stringify(call),
      ]);
      return JSON.parse(outcome.out).decision;
    };
    expect(await decide(['--policy', 'one.yaml', 'two.yaml'], { tool: 'x' })).toBe('block');
    const repeated = ['--policy', 'one.yaml', '--policy', 'two.yaml'];
    expect(await decide(repeated, { tool: 'z' })).toBe('require_approval');
    const agent = ['--policy', 'agent.yaml', '--agent-file'];
    expect(await decide(agent, { tool: 'z', agent: { id: 'seller' } })).toBe('require_approval');
    expect(await decide(agent, { tool: 'z', agent: { id: 'buyer' } })).toBe('allow');
  });
});
