import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Decision } from '../../src/engine.ts';
import type { RuleReference, Verdict } from '../../src/policy/decision.ts';
import { compiled } from '../support/compiled.ts';
import { KNOWN_CONDITIONS, KNOWN_PARAM, knownCondition } from './generate/known-conditions.ts';
import { AGENTS, policySet, TOOL } from './generate/policy-set.ts';
import { writeSet } from './generate/policy-yaml.ts';
import { combine, enforced } from './model/combine.ts';
import { factsOf } from './model/facts.ts';
import { comparable } from './model/terms.ts';
import { type DocumentFacts, type ExpectedVerdict, expectedVerdict } from './model/verdict.ts';

/** Sets in this run: a sample, or all that the full run asks for. */
const CASES = Number(process.env['ASSENT_CASES'] ?? 5_000);
const SEED = Number(process.env['ASSENT_SEED'] ?? 20_260_731);

const callOf = (agent: string | undefined) => ({
  tool: TOOL,
  param: KNOWN_PARAM,
  ...(agent === undefined ? {} : { agent: { id: agent } }),
});

const keyOf = (rule: RuleReference | undefined): string | undefined =>
  rule &&
  (rule.kind === 'default'
    ? `${rule.file}:${rule.line} default`
    : `${rule.file}:${rule.line} ${rule.kind} ${rule.pattern}`);

/** Cheaper than `expect`, which is called only when something differs. */
function same(actual: unknown, expected: unknown, what: string): void {
  if (actual !== expected) expect({ [what]: actual }).toEqual({ [what]: expected });
}

function checkVerdict(actual: Verdict, expected: ExpectedVerdict): void {
  same(actual.decision, expected.decision, 'decision');
  same(keyOf(actual.rule), expected.named, 'rule');
  same(actual.message, expected.message, 'message');
  same(
    actual.approval && comparable(actual.approval),
    expected.approval && comparable(expected.approval),
    'approval',
  );
  const errors = actual.errors.map(({ code, rule }) => `${code} at ${keyOf(rule)}`);
  for (const error of errors) same(expected.mayList.has(error), true, `may list ${error}`);
  for (const error of expected.errors) same(errors.includes(error), true, `lists ${error}`);
  const places = actual.errors.map((error, at) => `${errors[at]} ${JSON.stringify(error.span)}`);
  same(new Set(places).size, places.length, 'each error once');
}

function check(decision: Decision, documents: readonly DocumentFacts[]): void {
  const model = combine(documents);
  same(decision.decision, model.decision, 'decision');
  same(decision.wouldBe?.decision, model.wouldBe, 'would_be');
  same(decision.mode, model.mode, 'mode');
  checkVerdict(decision, expectedVerdict(enforced(documents)));
  if (decision.wouldBe !== undefined) checkVerdict(decision.wouldBe, expectedVerdict(documents));
}

describe('P14: the engine combines rules as the model of the combination rules does', () => {
  test('P14: every condition of the generator has the outcome that the model assumes', () => {
    const outcomes = KNOWN_CONDITIONS.map(({ text }) => {
      const source = `block:\n  when: ${JSON.stringify(text)}\n`;
      const decision = compiled([{ name: 'a.yaml', text: source }]).decide(callOf('a-1'));
      const [error] = decision.errors;
      return [text, error?.code ?? decision.decision === 'block'];
    });
    expect(outcomes).toEqual(
      KNOWN_CONDITIONS.map(({ text, outcome, code }) => [text, code ?? outcome]),
    );
  });

  test(`P14: ${CASES} generated policy sets, for a governed agent, another one and none`, () => {
    const seen = new Map<string, number>();
    const property = fc.property(policySet(knownCondition()), (set) => {
      const written = writeSet(set);
      const policy = compiled(written.map(({ source }) => source));
      for (const agent of AGENTS) {
        const decision = policy.decide(callOf(agent));
        check(decision, factsOf(set, agent, written));
        const kind = `${decision.decision}, by ${decision.rule?.kind}, ${decision.mode}, would be ${decision.wouldBe?.decision}`;
        seen.set(kind, (seen.get(kind) ?? 0) + 1);
      }
    });
    fc.assert(property, { numRuns: CASES, seed: SEED });
    // the sample is worth something only if it reaches every kind of decision
    const kinds = [...seen.keys()];
    for (const decision of ['allow', 'require_approval', 'block']) {
      for (const mode of ['enforce', 'monitor']) {
        if (mode === 'monitor' && decision !== 'allow') continue;
        for (const wouldBe of ['allow', 'require_approval', 'block']) {
          const reached = kinds.some(
            (kind) =>
              kind.startsWith(decision) &&
              kind.includes(mode) &&
              kind.endsWith(`would be ${wouldBe}`),
          );
          const possible = !(decision === 'block' && wouldBe !== 'block') || mode === 'monitor';
          if (possible && !(decision === 'require_approval' && wouldBe === 'allow')) {
            same(reached, true, `${decision}, ${mode}, would be ${wouldBe}`);
          }
        }
      }
    }
  }, 3_600_000);
});
