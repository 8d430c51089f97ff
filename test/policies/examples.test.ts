import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compilePolicy, type Policy } from '../../src/engine.ts';
import type { RuleReference, Verdict } from '../../src/policy/decision.ts';
import { EXAMPLE_CALLS, type ExampleCall } from './example-calls.ts';

const FOLDER = new URL('../../policies/', import.meta.url);
const FILES = readdirSync(FOLDER).filter(
  (name) => /\.ya?ml$/.test(name) && !/\.test\.ya?ml$/.test(name),
);

/** Compiles the named examples as one set. Anything to say about them fails the test. */
function compileExamples(names: readonly string[]): Policy {
  const sources = names.map((name) => ({
    name,
    text: readFileSync(new URL(name, FOLDER), 'utf8'),
  }));
  const { policy, diagnostics } = compilePolicy(sources);
  expect(diagnostics.filter(({ severity }) => severity !== 'note')).toEqual([]);
  if (policy === undefined) throw new Error('the examples do not compile');
  return policy;
}

/** A rule as the table writes it. */
function nameOf(rule: RuleReference | undefined): string | undefined {
  if (rule === undefined || rule.kind === 'default') return rule?.kind;
  return rule.condition === undefined ? rule.pattern : `${rule.pattern}: ${rule.condition}`;
}

const placeOf = (rule: RuleReference): string => `${rule.file}:${rule.line}:${rule.column}`;

/** The verdict that names rules: the one that would bind if monitored documents were enforced. */
const verdictOf = (policy: Policy, { call }: ExampleCall): Verdict => {
  const decision = policy.decide(call);
  return decision.wouldBe ?? decision;
};

describe('every example', () => {
  test('has its calls here, and every call its example', () => {
    expect(Object.keys(EXAMPLE_CALLS).sort()).toEqual([...FILES].sort());
  });

  test.each(FILES)('%s names the schema, so that editors complete it', (name) => {
    const [first] = readFileSync(new URL(name, FOLDER), 'utf8').split('\n');
    expect(first).toBe('# yaml-language-server: $schema=../schemas/policy.schema.json');
  });

  test('P01: the order manager holds the block of the feature, letter for letter', () => {
    const text = readFileSync(new URL('order-manager.yaml', FOLDER), 'utf8');
    expect(text).toContain(`approval:
  tools:
    - order_tools.cancel_order # always gated
    - order_tools.process_refund: param.amount > 1000 # conditional
  timeout: 3600
  message: "This action requires manager approval."
  on_rejection: continue
`);
  });

  test('P10: all examples compile as one set, without a warning', () => {
    expect(compileExamples(FILES).documents).toHaveLength(FILES.length);
  });
});

describe.each(Object.entries(EXAMPLE_CALLS))('%s', (name, calls) => {
  const cases = calls.map((one): [string, ExampleCall] => [
    JSON.stringify(one.call).slice(0, 120),
    one,
  ]);

  test.each(cases)('decides %s', (_, expected) => {
    const policy = compileExamples([name]);
    const verdict = verdictOf(policy, expected);
    expect(policy.decide(expected.call).decision).toBe(expected.decision);
    expect(verdict.decision).toBe(expected.wouldBe ?? expected.decision);
    expect(nameOf(verdict.rule)).toBe(expected.rule);
    if (expected.message !== undefined) expect(verdict.message).toBe(expected.message);
  });

  test('P16: every rule is touched by a call of its own', () => {
    const policy = compileExamples([name]);
    const rules = policy.documents
      .flatMap(({ blocks }) => blocks)
      .flatMap(({ entries }) => entries);
    const touched = new Set(
      calls.flatMap(({ call }) =>
        policy
          .explain(call)
          .rules.filter(({ applies }) => applies === true)
          .map(({ rule }) => placeOf(rule)),
      ),
    );
    const untouched = rules
      .map(({ location: { file, line, column } }) => `${file}:${line}:${column}`)
      .filter((place) => !touched.has(place));
    expect(untouched).toEqual([]);
  });

  test('says the same as part of the whole set, or something stricter', () => {
    const strictness = ['allow', 'require_approval', 'block'];
    const [alone, together] = [compileExamples([name]), compileExamples(FILES)];
    for (const { call } of calls) {
      const loosest = strictness.indexOf(alone.decide(call).decision);
      expect(strictness.indexOf(together.decide(call).decision)).toBeGreaterThanOrEqual(loosest);
    }
  });

  test('says exactly the same to agents that no other example names', () => {
    if (calls.some(({ call }) => call.agent?.id !== undefined)) return;
    const [alone, together] = [compileExamples([name]), compileExamples(FILES)];
    for (const { call } of calls) {
      const named = { ...call, agent: { ...call.agent, id: 'shop-1' } };
      expect(together.decide(named).decision).toBe(alone.decide(named).decision);
    }
  });
});
