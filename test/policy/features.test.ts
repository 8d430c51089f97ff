import { describe, expect, test } from 'vitest';
import { type Call, type CompileOptions, compilePolicy, type Policy } from '../../src/engine.ts';

/** A policy set from file names and their texts; a mistake in any of them fails the test. */
function policyOf(files: Readonly<Record<string, string>>, options?: CompileOptions): Policy {
  const sources = Object.entries(files).map(([name, text]) => ({ name, text }));
  const { policy, diagnostics } = compilePolicy(sources, options);
  expect(diagnostics.filter(({ severity }) => severity !== 'note')).toEqual([]);
  if (policy === undefined) throw new Error('the policy does not compile');
  return policy;
}

const only = (text: string, options?: CompileOptions): Policy =>
  policyOf({ 'policy.yaml': text }, options);

const decisionOf = (policy: Policy, call: Call): string => policy.decide(call).decision;

/** The `approval` block that the order manager's documentation shows, letter for letter. */
const ORDER_MANAGER = `approval:
  tools:
    - order_tools.cancel_order # always gated
    - order_tools.process_refund: param.amount > 1000 # conditional
  timeout: 3600
  message: "This action requires manager approval."
  on_rejection: continue
`;

describe('P01: an approval block', () => {
  test('P01: says how long to wait, what to tell the reviewer, and what a rejection does', () => {
    const decision = only(ORDER_MANAGER).decide({ tool: 'order_tools.cancel_order' });
    expect(decision).toMatchObject({
      decision: 'require_approval',
      mode: 'enforce',
      message: 'This action requires manager approval.',
      approval: { timeoutMs: 3_600_000, onRejection: 'continue' },
      rule: {
        policy: 'policy',
        kind: 'approval',
        pattern: 'order_tools.cancel_order',
        line: 3,
        column: 7,
      },
      errors: [],
    });
  });

  test('P01: waits 30 minutes and fails the run where it says nothing else', () => {
    const policy = only('approval:\n  tools:\n    - order_tools.process_refund\n');
    expect(policy.decide({ tool: 'order_tools.process_refund' }).approval).toEqual({
      timeoutMs: 1_800_000,
      onRejection: 'fail',
      allowSelfApproval: false,
      requirements: [{ approvers: [], quorum: 1 }],
      escalations: [],
      notify: [],
      onPolicyChange: 'resolve',
    });
  });

  test.each([
    ['600', 600_000],
    ['"90s"', 90_000],
    ['15m', 900_000],
    ['4h', 14_400_000],
    ['2d', 172_800_000],
  ])('P01: `timeout: %s` is %d milliseconds', (timeout, milliseconds) => {
    const policy = only(`approval: { tools: [deploy], timeout: ${timeout} }`);
    expect(policy.decide({ tool: 'deploy' }).approval?.timeoutMs).toBe(milliseconds);
  });

  test('P01: leaves tools that it does not list alone', () => {
    expect(only(ORDER_MANAGER).decide({ tool: 'order_tools.get_order' })).toMatchObject({
      decision: 'allow',
      errors: [],
    });
  });
});

describe('P02: an entry gates always, or when its condition holds', () => {
  const policy = only(ORDER_MANAGER);

  test.each([
    [129, 'allow'],
    [1000, 'allow'],
    [1000.01, 'require_approval'],
    [1290, 'require_approval'],
    [1e15, 'require_approval'],
    [-5, 'allow'],
  ])('P02: a refund of %d is %s', (amount, decision) => {
    expect(decisionOf(policy, { tool: 'order_tools.process_refund', param: { amount } })).toBe(
      decision,
    );
  });

  test('P02: a cancellation is gated whatever its arguments', () => {
    for (const param of [undefined, {}, { amount: 1 }, { order_id: 'ORD-1199' }]) {
      expect(decisionOf(policy, { tool: 'order_tools.cancel_order', param })).toBe(
        'require_approval',
      );
    }
  });

  test('P02: the decision names the condition and where it stands', () => {
    const { rule } = policy.decide({ tool: 'order_tools.process_refund', param: { amount: 1290 } });
    expect(rule).toMatchObject({
      pattern: 'order_tools.process_refund',
      condition: 'param.amount > 1000',
      file: 'policy.yaml',
      line: 4,
      column: 7,
    });
  });

  test('P02: an amount that is missing, or no number, is held', () => {
    for (const param of [{}, { amount: '1290' }, { amount: null }, { amuont: 5 }]) {
      const decision = policy.decide({ tool: 'order_tools.process_refund', param });
      expect(decision.decision).toBe('require_approval');
      expect(decision.errors).toHaveLength(1);
    }
  });
});

describe('P03: three decisions', () => {
  const policy = only(`
block: { tools: [db.drop_*], message: Never from an agent }
approval: { tools: [db.delete_rows] }
allow: { tools: [db.query] }
`);

  test.each([
    ['db.drop_table', 'block'],
    ['db.delete_rows', 'require_approval'],
    ['db.query', 'allow'],
    ['mail.send', 'allow'],
  ])('P03: %s is %s', (tool, decision) => {
    expect(decisionOf(policy, { tool })).toBe(decision);
  });

  test('P03: terms come with a decision to ask, and with no other', () => {
    expect(policy.decide({ tool: 'db.drop_table' })).not.toHaveProperty('approval');
    expect(policy.decide({ tool: 'db.query' })).not.toHaveProperty('approval');
    expect(policy.decide({ tool: 'db.delete_rows' })).toHaveProperty('approval');
  });
});

describe('P04: conditions on attributes, without a list of tools', () => {
  const policy = only(`
approval:
  when: attrs["gen_ai.tool.name"] in ["transfer_funds", "delete_record", "deploy"]
`);

  test.each([
    ['transfer_funds', 'require_approval'],
    ['delete_record', 'require_approval'],
    ['deploy', 'require_approval'],
    ['deploy_status', 'allow'],
    ['read_record', 'allow'],
  ])('P04: %s is %s', (tool, decision) => {
    expect(policy.decide({ tool })).toMatchObject({ decision, errors: [] });
  });

  test('P04: agent and conversation are attributes too, and a caller may add others', () => {
    const others = only(`
approval:
  - when: attrs["gen_ai.agent.name"] == "triage"
  - when: attrs["gen_ai.agent.id"] == "agent-7"
  - when: attrs["gen_ai.conversation.id"] == "run-9"
  - when: attrs["gen_ai.request.model"] == "preview"
`);
    const call = (change: Partial<Call>): Call => ({
      tool: 'search',
      agent: { id: 'agent-1', name: 'sales' },
      run: { id: 'run-1' },
      attrs: { 'gen_ai.request.model': 'stable' },
      ...change,
    });
    expect(decisionOf(others, call({}))).toBe('allow');
    expect(decisionOf(others, call({ agent: { id: 'agent-1', name: 'triage' } }))).toBe(
      'require_approval',
    );
    expect(decisionOf(others, call({ agent: { id: 'agent-7', name: 'sales' } }))).toBe(
      'require_approval',
    );
    expect(decisionOf(others, call({ run: { id: 'run-9' } }))).toBe('require_approval');
    expect(decisionOf(others, call({ attrs: { 'gen_ai.request.model': 'preview' } }))).toBe(
      'require_approval',
    );
  });

  test('P04: a caller who contradicts the name of the tool gains nothing', () => {
    const decision = policy.decide({
      tool: 'transfer_funds',
      attrs: { 'gen_ai.tool.name': 'read_record' },
    });
    expect(decision.decision).toBe('require_approval');
    expect(decision.errors).toHaveLength(1);
  });
});

describe('P05: runs when conditions pass, goes to approval when they fail', () => {
  const policy = only(`
approval:
  tools: [deploy.*]
  except:
    - deploy.*: param.changes <= 20 && param.tested == true
    - deploy.preview
`);

  test.each<[Call, string]>([
    [{ tool: 'deploy.api', param: { changes: 20, tested: true } }, 'allow'],
    [{ tool: 'deploy.api', param: { changes: 21, tested: true } }, 'require_approval'],
    [{ tool: 'deploy.api', param: { changes: 3, tested: false } }, 'require_approval'],
    [{ tool: 'deploy.preview', param: { changes: 300 } }, 'allow'],
  ])('P05: %j is %s', (call, decision) => {
    expect(policy.decide(call)).toMatchObject({ decision, errors: [] });
  });

  test('P05: a condition that cannot be told does not pass', () => {
    const decision = policy.decide({ tool: 'deploy.api', param: { changes: 3 } });
    expect(decision.decision).toBe('require_approval');
    expect(decision.errors).toMatchObject([{ code: 'condition/no-such-field', span: { line: 5 } }]);
  });
});

describe('P06: risk level, action and resource', () => {
  const guardrail = only(`
approval:
  - when: tool.risk_level == "high" && resource.environment == "production"
    message: A high-risk tool in production
block:
  when: action.type == "execute" && action.name == "format_disk" && resource.type == "disk"
`);
  const call = (change: Partial<Call>): Call => ({
    tool: { name: 'unknown_mcp_tool', riskLevel: 'high' },
    action: { type: 'execute', name: 'unknown_mcp_tool' },
    resource: { type: 'file', environment: 'production' },
    ...change,
  });

  test.each<[string, Partial<Call>, string]>([
    ['a high-risk tool in production', {}, 'require_approval'],
    [
      'the same, spelled risk_level',
      { tool: { name: 'x', risk_level: 'high' } },
      'require_approval',
    ],
    ['a tool of low risk', { tool: { name: 'unknown_mcp_tool', riskLevel: 'low' } }, 'allow'],
    ['another environment', { resource: { type: 'file', environment: 'staging' } }, 'allow'],
    [
      'an action on a resource',
      {
        action: { type: 'execute', name: 'format_disk' },
        resource: { type: 'disk', environment: 'staging' },
      },
      'block',
    ],
  ])('P06: %s', (_, change, decision) => {
    expect(guardrail.decide(call(change))).toMatchObject({ decision, errors: [] });
  });

  test('P06: a call that does not say where it acts is held', () => {
    const { decision, errors } = guardrail.decide(call({ resource: { type: 'file' } }));
    expect(decision).toBe('require_approval');
    expect(errors).toMatchObject([{ code: 'condition/no-such-field' }]);
  });
});

describe('P07: an agent definition file', () => {
  const AGENT = `version: "1.0"
name: order-manager
type: llm
model: openai/gpt-5
system_prompt: |
  You help customers. approval: is not a key in here.
tools:
  - order_tools.*
mode: monitor
default: block
${ORDER_MANAGER}`;

  test('P07: its approval block governs the agent of its name', () => {
    const policy = only(AGENT, { agentFile: true });
    const call = { tool: 'order_tools.cancel_order' };
    expect(policy.decide({ ...call, agent: { id: 'order-manager' } })).toMatchObject({
      decision: 'require_approval',
      mode: 'enforce',
      rule: { policy: 'order-manager' },
      errors: [],
    });
    expect(policy.decide({ ...call, agent: { id: 'support-triage' } })).toMatchObject({
      decision: 'allow',
      errors: [],
    });
  });

  test('P07: its other keys change nothing, whatever they are called', () => {
    const policy = only(AGENT, { agentFile: true });
    const decision = policy.decide({ tool: 'mail.send', agent: { id: 'order-manager' } });
    expect(decision).toMatchObject({ decision: 'allow', mode: 'enforce' });
  });

  test('P07: its name is no pattern', () => {
    const policy = only(`name: "order-*"\n${ORDER_MANAGER}`, { agentFile: true });
    const call = { tool: 'order_tools.cancel_order' };
    expect(decisionOf(policy, { ...call, agent: { id: 'order-*' } })).toBe('require_approval');
    expect(decisionOf(policy, { ...call, agent: { id: 'order-manager' } })).toBe('allow');
  });

  test('P07: its mistakes are found', () => {
    const text = AGENT.replace('param.amount > 1000', 'parm.amount > 1000');
    const { policy, diagnostics } = compilePolicy([{ name: 'agent.yaml', text }], {
      agentFile: true,
    });
    expect(policy).toBeUndefined();
    expect(diagnostics).toMatchObject([
      { code: 'condition/unknown-name', location: { file: 'agent.yaml', line: 14 } },
    ]);
  });

  test('P07: without the option it is no policy', () => {
    const { policy, diagnostics } = compilePolicy([{ name: 'agent.yaml', text: AGENT }]);
    expect(policy).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toContain('policy/unknown-key');
  });
});

describe('P08: enforce and monitor, per document', () => {
  const ENFORCED = 'approval: { tools: [mail.send], message: Enforced }';
  const MONITORED = 'mode: monitor\nblock: { tools: [mail.*], message: On trial }';

  test('P08: a monitored document holds and refuses nothing, and says what it would do', () => {
    const decision = only(MONITORED).decide({ tool: 'mail.send' });
    expect(decision).toMatchObject({
      decision: 'allow',
      mode: 'monitor',
      wouldBe: { decision: 'block', message: 'On trial', rule: { kind: 'block' }, errors: [] },
    });
    expect(decision).not.toHaveProperty('rule');
  });

  test('P08: beside an enforced document, that one binds', () => {
    const policy = policyOf({ 'a.yaml': ENFORCED, 'b.yaml': MONITORED });
    expect(policy.decide({ tool: 'mail.send' })).toMatchObject({
      decision: 'require_approval',
      mode: 'enforce',
      message: 'Enforced',
      wouldBe: { decision: 'block', message: 'On trial' },
    });
  });

  test('P08: where no monitored document governs there is nothing to add', () => {
    const policy = policyOf({ 'a.yaml': ENFORCED, 'b.yaml': `agents: [sales]\n${MONITORED}` });
    const decision = policy.decide({ tool: 'mail.send', agent: { id: 'support' } });
    expect(decision.decision).toBe('require_approval');
    expect(decision).not.toHaveProperty('wouldBe');
  });

  test('P08: `mode: enforce` is the default', () => {
    expect(only(`mode: enforce\n${ENFORCED}`).decide({ tool: 'mail.send' }).decision).toBe(
      only(ENFORCED).decide({ tool: 'mail.send' }).decision,
    );
  });
});

describe('P10: wildcards, and a default for the rest', () => {
  test.each<[string, string, string]>([
    ['deploy.production', 'deploy.production', 'require_approval'],
    ['deploy.*', 'deploy.production', 'require_approval'],
    ['deploy.*', 'deploy.eu.production', 'require_approval'],
    ['deploy.*', 'deploy', 'allow'],
    ['deploy.*', 'redeploy.production', 'allow'],
    ['*.production', 'deploy.production', 'require_approval'],
    ['*', 'anything/at all', 'require_approval'],
    ['db.drop_?', 'db.drop_1', 'require_approval'],
    ['db.drop_?', 'db.drop_12', 'allow'],
    ['Deploy', 'deploy', 'allow'],
    ['mcp__*__write', 'mcp__files/v2__write', 'require_approval'],
  ])('P10: pattern %s and tool %s: %s', (pattern, tool, decision) => {
    expect(decisionOf(only(`approval: { tools: ["${pattern}"] }`), { tool })).toBe(decision);
  });

  test.each(['require_approval', 'block'])(
    'P10: unmatched calls with `default: %s`',
    (decision) => {
      const policy = only(`default: ${decision}\nallow: { tools: [orders.read_*] }`);
      expect(decisionOf(policy, { tool: 'orders.read_one' })).toBe('allow');
      expect(policy.decide({ tool: 'orders.write' })).toMatchObject({
        decision,
        rule: { kind: 'default', policy: 'policy', file: 'policy.yaml' },
      });
    },
  );

  test('P10: unmatched calls where no document says otherwise are allowed, by no rule', () => {
    const decision = only('allow: { tools: [orders.read_*] }').decide({ tool: 'orders.write' });
    expect(decision.decision).toBe('allow');
    expect(decision).not.toHaveProperty('rule');
  });

  test('P10: a default that asks has the default terms', () => {
    const { approval } = only('default: require_approval').decide({ tool: 'x' });
    expect(approval).toMatchObject({
      timeoutMs: 1_800_000,
      onRejection: 'fail',
      requirements: [{ approvers: [], quorum: 1 }],
    });
  });

  test('P10: the strictest default of the governing documents decides', () => {
    const defaults = [
      'default: allow',
      'default: require_approval',
      'agents: [intern]\ndefault: block',
    ];
    for (const [a, b, c] of [defaults, [...defaults].reverse()]) {
      const policy = policyOf({ 'a.yaml': a ?? '', 'b.yaml': b ?? '', 'c.yaml': c ?? '' });
      expect(decisionOf(policy, { tool: 'x', agent: { id: 'senior' } })).toBe('require_approval');
      expect(decisionOf(policy, { tool: 'x', agent: { id: 'intern' } })).toBe('block');
    }
  });
});

describe('P14: the strictest wins, order-free, and an error never loosens', () => {
  const DOCUMENTS = {
    allow: 'allow: { tools: [pay] }',
    approval: 'approval: { tools: [pay] }',
    block: 'block: { tools: [pay] }',
  };

  test.each<[readonly (keyof typeof DOCUMENTS)[], string]>([
    [['allow', 'approval', 'block'], 'block'],
    [['block', 'approval', 'allow'], 'block'],
    [['approval', 'block'], 'block'],
    [['allow', 'approval'], 'require_approval'],
    [['approval', 'allow'], 'require_approval'],
    [['allow'], 'allow'],
  ])('P14: %j together: %s', (kinds, decision) => {
    const files = kinds.map((kind, index) => [`${index}.yaml`, DOCUMENTS[kind]]);
    expect(decisionOf(policyOf(Object.fromEntries(files)), { tool: 'pay' })).toBe(decision);
  });

  test.each<[string, string, string]>([
    ['a block that errs', 'block: { tools: [pay: param.x > 1] }', 'block'],
    ['an approval that errs', 'approval: { tools: [pay: param.x > 1] }', 'require_approval'],
    [
      'an exception from an approval that errs',
      'approval: { tools: [pay], except: [pay: param.x > 1] }',
      'require_approval',
    ],
    ['an allow that errs', 'default: block\nallow: { tools: [pay: param.x > 1] }', 'block'],
    [
      'an exception from an allow that errs',
      'default: block\nallow: { tools: [pay], except: [pay: param.x > 1] }',
      'block',
    ],
    [
      'an approval that errs beside a stricter default',
      'default: block\napproval: { tools: [pay: param.x > 1] }',
      'block',
    ],
    [
      'an approval that errs beside an allow and a stricter default',
      'default: block\napproval: { tools: [pay: param.x > 1] }\nallow: { tools: [pay] }',
      'require_approval',
    ],
  ])('P14: %s', (_, text, decision) => {
    const { decision: decided, errors } = only(text).decide({ tool: 'pay' });
    expect(decided).toBe(decision);
    expect(errors).toMatchObject([
      { code: 'condition/no-such-field', rule: { file: 'policy.yaml' } },
    ]);
  });

  test('P14: what is true whichever way the error falls is no error', () => {
    const policy = only('approval: { tools: [pay: param.x > 1 || tool.name == "pay"] }');
    expect(policy.decide({ tool: 'pay' })).toMatchObject({
      decision: 'require_approval',
      errors: [],
    });
  });

  test('P14: a call that names no agent may be governed by a scoped document', () => {
    const policy = only('agents: [ops]\nblock: { tools: [pay] }');
    expect(decisionOf(policy, { tool: 'pay', agent: { id: 'ops' } })).toBe('block');
    expect(decisionOf(policy, { tool: 'pay', agent: { id: 'sales' } })).toBe('allow');
    const { decision, errors } = policy.decide({ tool: 'pay' });
    expect(decision).toBe('block');
    expect(errors).toMatchObject([{ code: 'call/agent-unknown' }]);
  });

  test('P14: several approvals must all be met, on the strictest of their terms', () => {
    const policy = only(`
approval:
  - { tools: [pay], timeout: 4h, on_rejection: continue, approvers: ["group:finance"], quorum: 2,
      escalate: { after: 1h, to: ["group:leads"] }, notify: [slack], allow_self_approval: true, message: First }
  - { tools: [pay], timeout: 90m, approvers: ["group:compliance"], notify: [mail], message: Second }
  - { tools: [pay], timeout: 1d, approvers: ["group:finance"], quorum: 2, notify: [slack] }
`);
    expect(policy.decide({ tool: 'pay' })).toMatchObject({
      message: 'First',
      approval: {
        timeoutMs: 5_400_000,
        onRejection: 'fail',
        allowSelfApproval: false,
        requirements: [
          { approvers: ['group:finance'], quorum: 2 },
          { approvers: ['group:compliance'], quorum: 1 },
        ],
        escalations: [{ afterMs: 3_600_000, to: ['group:leads'] }],
        notify: ['slack', 'mail'],
      },
    });
  });

  test.each<[string, unknown]>([
    ['no tool', {}],
    ['a tool without a name', { tool: { server: 'files' } }],
    ['a tool that is a number', { tool: 7 }],
    ['an empty name', { tool: '' }],
    ['arguments in a list', { tool: 'search', param: [1] }],
    ['arguments in a string', { tool: 'search', param: '{}' }],
    ['nothing', null],
  ])('P14: a malformed call is blocked: %s', (_, call) => {
    const decision = only('allow: { tools: ["*"] }').decide(call as Call);
    expect(decision).toMatchObject({ decision: 'block', errors: [{ code: 'call/malformed' }] });
  });
});
