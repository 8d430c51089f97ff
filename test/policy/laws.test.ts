import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KNOWN_PARAM, knownCondition } from './generate/known-conditions.ts';
import { monotoneCondition, monotoneParam } from './generate/monotone-condition.ts';
import {
  AGENTS,
  type BlockDescription,
  blockOf,
  type EntryDescription,
  policySet,
  type SetDescription,
  TOOL,
} from './generate/policy-set.ts';
import { reordered } from './generate/reorder.ts';
import { UNKNOWN_ARGUMENTS } from './generate/unknown-arguments.ts';
import { atLeastAsStrict } from './model/combine.ts';
import { asksNoLess, noLooser, policyOf, substanceOf } from './model/judge.ts';

const RUNS = Number(process.env['ASSENT_CASES'] ?? 1_000);
const options = { numRuns: RUNS, seed: Number(process.env['ASSENT_SEED'] ?? 42) };
const LONG = 3_600_000;

/** Conditions of any kind: of known outcome, or computing with arguments. */
const anyCondition = fc.oneof(
  knownCondition(),
  monotoneCondition().map((text) => ({ text })),
);

const param = fc
  .tuple(fc.constant(KNOWN_PARAM), monotoneParam())
  .map(([known, other]) => ({ ...other, ...known }));

const agent = fc.constantFrom(...AGENTS);

const callOf = (id: string | undefined, argument: object) => ({
  tool: TOOL,
  param: { ...argument },
  ...(id === undefined ? {} : { agent: { id } }),
});

/** Often so few steps that they are used up. */
const steps = fc.oneof(
  fc.constant({}),
  fc.integer({ min: 1, max: 80 }).map((few) => ({ steps: few })),
);

/** The set with a block added to one of its documents. */
const withBlock = (set: SetDescription, at: number, block: BlockDescription): SetDescription => ({
  documents: set.documents.map((document, index) =>
    index === at % set.documents.length
      ? { ...document, blocks: [...document.blocks, block] }
      : document,
  ),
});

describe('P14: strictest wins, whatever the order', () => {
  const sets = policySet(anyCondition);

  test(
    'P14: order of files, blocks and entries never changes a decision',
    () => {
      const pairs = sets.chain((set) => fc.tuple(fc.constant(set), reordered(set)));
      const property = fc.property(
        pairs,
        agent,
        param,
        steps,
        ([set, other], id, argument, few) => {
          const call = callOf(id, argument);
          const decision = policyOf(set, few).decide(call);
          const another = policyOf(other, few).decide(call);
          expect(substanceOf(another)).toEqual(substanceOf(decision));
        },
      );
      fc.assert(property, options);
    },
    LONG,
  );

  test('P14: order of what is asked does not decide whether the steps suffice', () => {
    const cheap = { pattern: TOOL, condition: { text: 'param.t' } };
    const dear = { pattern: TOOL, condition: { text: 'param.s.lowerAscii() == "zz"' } };
    const always = { pattern: TOOL, condition: undefined };
    const block = (entries: EntryDescription[], except: EntryDescription[]): BlockDescription => ({
      kind: 'block',
      entries,
      when: undefined,
      except,
      message: undefined,
      terms: {},
    });
    const decisions = (blocks: BlockDescription[]) =>
      Array.from({ length: 40 }, (_, few) => {
        const document = { mode: undefined, default: undefined, agents: undefined, blocks };
        const set = { documents: [{ ...document, file: 'a.yaml' }] };
        return policyOf(set, { steps: few + 1 }).decide(callOf('a-1', KNOWN_PARAM)).decision;
      });
    expect(decisions([block([always], [cheap, dear])])).toEqual(
      decisions([block([always], [dear, cheap])]),
    );
    const never = [{ ...always, condition: { text: 'param.f' } }];
    expect(decisions([block([...never, dear], [])])).toEqual(
      decisions([block([dear, ...never], [])]),
    );
  });

  test(
    'P15: fewer steps never loosen a decision',
    () => {
      const few = fc.integer({ min: 1, max: 60 });
      let usedUp = 0;
      const property = fc.property(sets, agent, param, few, (set, id, argument, limit) => {
        const call = callOf(id, argument);
        const decision = policyOf(set).decide(call);
        const hurried = policyOf(set, { steps: limit }).decide(call);
        expect(noLooser(hurried, decision), `${decision.decision} became ${hurried.decision}`).toBe(
          true,
        );
        if (hurried.errors.some(({ code }) => code === 'condition/budget')) usedUp += 1;
      });
      fc.assert(property, options);
      expect(usedUp).toBeGreaterThan(RUNS / 20);
    },
    LONG,
  );

  test(
    'P14: adding a block rule never loosens a decision',
    () => {
      const added = blockOf(anyCondition).map(
        (block) => ({ ...block, kind: 'block', terms: {} }) as const,
      );
      const property = fc.property(
        sets,
        fc.nat(3),
        added,
        agent,
        param,
        steps,
        (set, at, block, id, argument, few) => {
          const call = callOf(id, argument);
          const before = policyOf(set, few).decide(call);
          const after = policyOf(withBlock(set, at, block), few).decide(call);
          expect(noLooser(after, before), `${before.decision} became ${after.decision}`).toBe(true);
        },
      );
      fc.assert(property, options);
    },
    LONG,
  );

  test(
    'P14: adding an approval rule never loosens what the default block did not decide',
    () => {
      const added = blockOf(anyCondition).map((block) => ({ ...block, kind: 'approval' }) as const);
      const property = fc.property(
        sets,
        fc.nat(3),
        added,
        agent,
        param,
        steps,
        (set, at, block, id, argument, few) => {
          const call = callOf(id, argument);
          const before = policyOf(set, few).decide(call);
          const after = policyOf(withBlock(set, at, block), few).decide(call);
          for (const [was, is] of [
            [before, after],
            [before.wouldBe, after.wouldBe],
          ] as const) {
            if (was === undefined || is === undefined) continue;
            if (was.decision === 'block' && was.rule?.kind === 'default') continue;
            expect(atLeastAsStrict(is.decision, was.decision)).toBe(true);
            if (was.approval === undefined || is.approval === undefined) continue;
            // a rule takes the place of the default, with terms of its own
            if (was.rule?.kind === 'approval')
              expect(asksNoLess(is.approval, was.approval)).toBe(true);
          }
        },
      );
      fc.assert(property, options);
    },
    LONG,
  );
});

describe('P14: an argument that is missing or unknown never loosens', () => {
  const sets = policySet(monotoneCondition().map((text) => ({ text })));

  test(
    'P14: removing an argument never loosens a decision',
    () => {
      let changed = 0;
      const property = fc.property(sets, agent, monotoneParam(), (set, id, argument) => {
        const policy = policyOf(set);
        const before = policy.decide(callOf(id, argument));
        for (const less of withoutOne(argument)) {
          const after = policy.decide(callOf(id, less));
          expect(noLooser(after, before), `${before.decision} became ${after.decision}`).toBe(true);
          if (after.decision !== before.decision) changed += 1;
        }
      });
      fc.assert(property, options);
      // the law is tried only where an argument matters
      expect(changed).toBeGreaterThan(RUNS / 20);
    },
    LONG,
  );

  test(
    'P14: adding arguments that no condition names changes nothing',
    () => {
      const added = fc.uniqueArray(fc.constantFrom(...UNKNOWN_ARGUMENTS), {
        minLength: 1,
        maxLength: 4,
      });
      const property = fc.property(
        sets,
        agent,
        monotoneParam(),
        added,
        fc.boolean(),
        (set, id, argument, keys, inner) => {
          const policy = policyOf(set);
          const before = policy.decide(callOf(id, argument));
          const more = { ...argument };
          const nested = more['o'];
          const target =
            inner && typeof nested === 'object' && nested !== null ? { ...nested } : more;
          if (target !== more) Object.assign(more, { o: target });
          for (const [key, value] of keys) {
            // as JSON.parse does, so that `__proto__` is a key like any other
            Object.defineProperty(target, key, {
              value,
              enumerable: true,
              writable: true,
              configurable: true,
            });
          }
          const call = callOf(id, {});
          expect(policy.decide({ ...call, param: more })).toEqual(before);
        },
      );
      fc.assert(property, options);
    },
    LONG,
  );
});

/** The arguments with one key less, at any depth. */
function* withoutOne(
  argument: Readonly<Record<string, unknown>>,
): Generator<Record<string, unknown>> {
  for (const key of Object.keys(argument)) {
    const { [key]: value, ...rest } = argument;
    yield rest;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
    for (const less of withoutOne(value as Record<string, unknown>))
      yield { ...argument, [key]: less };
  }
}
