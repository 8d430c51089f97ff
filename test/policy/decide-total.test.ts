import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DECISIONS, DIAGNOSTIC_CODES, type Policy } from '../../src/engine.ts';
import { compiled } from '../support/compiled.ts';
import { anyCall } from './generate/any-value.ts';
import { KNOWN_PARAM, knownCondition } from './generate/known-conditions.ts';
import { monotoneCondition, monotoneParam } from './generate/monotone-condition.ts';
import { AGENTS, policySet, TOOL } from './generate/policy-set.ts';
import { atLeastAsStrict } from './model/combine.ts';
import { policyOf } from './model/judge.ts';
import { timed } from './model/run-hostile.ts';

const RUNS = Number(process.env['ASSENT_CASES'] ?? 1_000);
const options = { numRuns: RUNS, seed: Number(process.env['ASSENT_SEED'] ?? 7) };
const LONG = 3_600_000;

/** What a decision may take, before a busy machine gets more. */
const DECISION_MS = 50;

/** Reads every part of a call, and whole containers, in every way. */
const CURIOUS = `
mode: enforce
default: require_approval
approval:
  - tools: [{ "*": param.a > 1 }, { "*": param.s.startsWith("a") }]
    message: "{{ param }} {{ agent }} {{ param.a }}"
  - when: param == context || param.o in param.l || size(param.l) > 3
  - when: param.l.exists(x, x == param.a) || param.o.all(k, k != "z")
  - when: has(param.o.x) && param.?o.?x.orValue(1) == 2
  - when: param.s.lowerAscii().contains(param.s) || string(param.a) == "1"
  - when: param.constructor == 1 || param.__proto__ == 2 || param.length > 1
  - when: tool.annotations.a == 1 || tool.server == "x" || tool.risk_level == "high"
block:
  - when: agent.name == "x" || run.user == "y" || run.id == agent.id
  - when: attrs["gen_ai.tool.name"] == "t" && attrs["gen_ai.agent.id"] == agent.id
allow:
  - when: action.type == "read" && resource.environment != "production" && now > timestamp(0)
`;

/** What any value, sent by an embedder without types, gives. */
const decideAnything = (policy: Policy, call: unknown) => policy.decide(call as { tool: string });
const explainAnything = (policy: Policy, call: unknown) => policy.explain(call as { tool: string });

function expectDeeplyFrozen(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  expect(Object.isFrozen(value), JSON.stringify(value)).toBe(true);
  for (const part of Object.values(value)) expectDeeplyFrozen(part);
}

const sets = policySet(
  fc.oneof(
    knownCondition(),
    monotoneCondition().map((text) => ({ text })),
  ),
);
/** Sets in which the same few conditions stand in many places. */
const repetitive = fc
  .array(
    monotoneCondition().map((text) => ({ text })),
    { minLength: 1, maxLength: 2 },
  )
  .chain((few) => policySet(fc.constantFrom(...few)));
const param = monotoneParam().map((other) => ({ ...other, ...KNOWN_PARAM }));
const agent = fc.constantFrom(...AGENTS);

describe('P14: decide is total and pure', () => {
  const curious = compiled(CURIOUS);

  test(
    'P14: decide and explain never throw, and give a sound decision, for any value',
    () => {
      let refused = 0;
      let slowest = 0;
      const property = fc.property(anyCall(), (recipe) => {
        const call = recipe();
        const { result: decision, milliseconds } = timed(DECISION_MS, () =>
          decideAnything(curious, call),
        );
        expect(milliseconds).toBeLessThan(5 * DECISION_MS);
        slowest = Math.max(slowest, milliseconds);
        expect(DECISIONS).toContain(decision.decision);
        expect(typeof decision.policyVersion).toBe('string');
        expect(decision.approval !== undefined).toBe(decision.decision === 'require_approval');
        for (const { code, message } of decision.errors) {
          expect(DIAGNOSTIC_CODES).toContain(code);
          expect(typeof message).toBe('string');
        }
        expectDeeplyFrozen(decision);
        if (decision.errors[0]?.code === 'call/malformed') {
          expect(decision.decision).toBe('block');
          refused += 1;
        }
        const { rules, ...explained } = explainAnything(curious, recipe());
        expect(Array.isArray(rules)).toBe(true);
        expect(DECISIONS).toContain(explained.decision);
      });
      const numRuns = Math.ceil(RUNS / 2);
      fc.assert(property, { ...options, numRuns });
      expect(refused).toBeGreaterThan(numRuns / 50);
      expect(refused).toBeLessThan(numRuns / 1.5);
      process.stdout.write(`longest decision of any value: ${slowest.toFixed(1)} ms\n`);
    },
    LONG,
  );

  test(
    'P14: explain says what decide says, and its rules account for it',
    () => {
      const property = fc.property(sets, agent, param, (set, id, argument) => {
        const policy = policyOf(set);
        const call = {
          tool: TOOL,
          param: argument,
          ...(id === undefined ? {} : { agent: { id } }),
        };
        const decision = policy.decide(call);
        const { rules, ...explained } = policy.explain(call);
        expect(explained).toEqual(decision);
        for (const verdict of [decision, decision.wouldBe]) {
          if (verdict?.rule === undefined || verdict.rule.kind === 'default') continue;
          const named = rules.find(({ rule }) => rule === verdict.rule);
          expect(named?.applies).not.toBe(false);
          expect(named?.applies).toBeDefined();
          if (verdict.errors.length === 0) expect(named?.applies).toBe(true);
        }
      });
      fc.assert(property, options);
    },
    LONG,
  );

  test(
    'P14: decisions are deeply frozen, calls are left alone, equal calls decide alike',
    () => {
      const property = fc.property(sets, agent, param, (set, id, argument) => {
        const policy = policyOf(set);
        const call = { tool: { name: TOOL, riskLevel: 'high' }, param: argument, agent: { id } };
        const before = structuredClone(call);
        const decision = policy.decide(call);
        expectDeeplyFrozen(decision);
        expect(call).toEqual(before);
        const again = policy.decide(deepFrozen(structuredClone(call)));
        expect(again).toEqual(decision);
        // whatever was decided in between
        policy.decide({ tool: 'orders.other', param: argument });
        policy.decide({ tool: TOOL, param: {} });
        policy.explain(call);
        expect(policy.decide(call)).toEqual(decision);
      });
      fc.assert(property, options);
    },
    LONG,
  );

  test(
    'P14: a decision does not depend on what was decided before',
    () => {
      const calls = fc.array(fc.tuple(agent, param), { minLength: 2, maxLength: 5 });
      const property = fc.property(repetitive, calls, (set, several) => {
        const policy = policyOf(set);
        for (const [id, argument] of several) {
          const call = { tool: TOOL, param: argument, agent: { id } };
          expect(policy.decide(call)).toEqual(policyOf(set).decide(call));
        }
      });
      fc.assert(property, options);
    },
    LONG,
  );

  test(
    'P14: policies made of one set, or of others, do not disturb each other',
    () => {
      const property = fc.property(sets, sets, agent, param, (set, other, id, argument) => {
        const call = {
          tool: TOOL,
          param: argument,
          ...(id === undefined ? {} : { agent: { id } }),
        };
        const first = policyOf(set);
        const alone = first.decide(call);
        const second = policyOf(other);
        const twin = policyOf(set);
        second.decide(call);
        expect(twin.decide(call)).toEqual(alone);
        expect(first.decide(call)).toEqual(alone);
        expect(twin.version).toBe(first.version);
      });
      fc.assert(property, { ...options, numRuns: Math.ceil(RUNS / 2) });
    },
    LONG,
  );

  test(
    'P14: a decision made while another reads its arguments disturbs neither',
    () => {
      const property = fc.property(
        sets,
        agent,
        param,
        fc.boolean(),
        (set, id, argument, explain) => {
          const policy = policyOf(set);
          const plain = {
            tool: TOOL,
            param: argument,
            ...(id === undefined ? {} : { agent: { id } }),
          };
          const expected = policy.decide(plain);
          const inner = { tool: TOOL, param: { n: 7, p: false } };
          const expectedInner = policy.decide(inner);
          let within = 0;
          const reentrant = Object.defineProperties(
            {},
            Object.fromEntries(
              Object.entries(argument).map(([key, value]) => {
                const get = () => {
                  within += 1;
                  const decided = explain ? policy.explain(inner) : policy.decide(inner);
                  expect(decided.decision).toEqual(expectedInner.decision);
                  return value;
                };
                return [key, { enumerable: true, get }];
              }),
            ),
          );
          expect(policy.decide({ ...plain, param: reentrant })).toEqual(expected);
          expect(within).toBeGreaterThanOrEqual(0);
        },
      );
      fc.assert(property, options);
    },
    LONG,
  );

  test('P14: a call that runs out of stack is never decided more loosely', () => {
    const policy = compiled(
      'approval:\n  - when: param.a.all(x, x.all(y, y.all(z, z == param.b || z != param.b)))\n' +
        `block:\n  - when: 'param.b == {"a": {"b": {"c": {"d": 1}}}}'\n` +
        'allow: { tools: [b] }\n',
    );
    const call = { tool: 'a', param: { a: [[[1]]], b: { a: { b: { c: { d: 1 } } } } } };
    const full = policy.decide(call).decision;
    expect(full).toBe('block');
    const seen = new Map<string, number>();
    const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
    const descend = (): void => {
      try {
        descend();
      } catch {
        // the stack is full here: each frame on the way back leaves a little more room
      }
      try {
        count(policy.decide(call).decision);
      } catch {
        count('thrown');
      }
    };
    descend();
    for (const what of seen.keys()) {
      if (what === 'thrown') continue;
      expect(DECISIONS.some((one) => one === what && atLeastAsStrict(one, full))).toBe(true);
    }
    expect(policy.decide(call).decision).toBe('block');
  });
});

function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) deepFrozen(part);
    Object.freeze(value);
  }
  return value;
}
