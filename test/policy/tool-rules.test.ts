import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Decision } from '../../src/engine.ts';
import { compiled } from '../support/compiled.ts';
import { KNOWN_PARAM, knownCondition } from './generate/known-conditions.ts';
import {
  AGENTS,
  type DocumentDescription,
  policySet,
  type SetDescription,
  TOOL,
} from './generate/policy-set.ts';
import { policyOf } from './model/judge.ts';

const RUNS = Number(process.env['ASSENT_CASES'] ?? 800);
const options = { numRuns: RUNS, seed: Number(process.env['ASSENT_SEED'] ?? 42) };

/** What binds of a decision, but for the places of rules. */
const substanceOf = ({ decision, rule, message, approval, errors }: Decision): unknown =>
  JSON.parse(
    JSON.stringify({ decision, rule, message, approval, errors }, (key, value) =>
      ['file', 'line', 'column', 'span'].includes(key) ? undefined : value,
    ),
  );

/** The set with one of its documents changed in some way, often one that the tool is not touched by. */
const changed = (set: SetDescription, others: SetDescription): fc.Arbitrary<SetDescription> =>
  fc.tuple(fc.nat(), fc.nat()).chain(([at, other]) => {
    const index = at % set.documents.length;
    const own = set.documents[index] as DocumentDescription;
    const foreign = others.documents[other % others.documents.length] as DocumentDescription;
    const replaced = (document: DocumentDescription): SetDescription => ({
      documents: set.documents.with(index, { ...document, file: own.file }),
    });
    const [block] = foreign.blocks;
    return fc.constantFrom(
      set,
      replaced({ ...own, default: foreign.default }),
      replaced({ ...own, mode: foreign.mode }),
      replaced({ ...own, agents: foreign.agents }),
      replaced({ ...own, onPolicyChange: foreign.onPolicyChange }),
      replaced({ ...own, blocks: own.blocks.slice(1) }),
      replaced({ ...own, blocks: block === undefined ? own.blocks : [block, ...own.blocks] }),
      replaced({
        ...own,
        blocks: own.blocks.map((one) => ({ ...one, terms: foreign.blocks[0]?.terms ?? {} })),
      }),
      replaced({
        ...own,
        blocks: own.blocks.map((one) =>
          one.kind === 'allow' ? one : { ...one, message: foreign.blocks[0]?.message },
        ),
      }),
      replaced({
        ...own,
        blocks: own.blocks.map((one) => ({ ...one, except: foreign.blocks[0]?.except ?? [] })),
      }),
      replaced({ ...own, blocks: own.blocks.map((one) => ({ ...one, when: undefined })) }),
      { documents: set.documents.length > 1 ? set.documents.toSpliced(index, 1) : set.documents },
    );
  });

test('A08: what two policies say alike of a tool, they decide alike', () => {
  let alike = 0;
  let other = 0;
  const sets = policySet(knownCondition());
  const pairs = fc
    .tuple(sets, sets)
    .chain(([set, others]) => fc.tuple(fc.constant(set), changed(set, others)));
  const property = fc.property(pairs, ([before, after]) => {
    const [first, second] = [compilable(before), compilable(after)];
    if (first === undefined || second === undefined) return;
    if (first.describeRules(TOOL) !== second.describeRules(TOOL)) {
      other += 1;
      return;
    }
    alike += 1;
    for (const id of AGENTS) {
      const call = { tool: TOOL, param: KNOWN_PARAM, ...(id !== undefined && { agent: { id } }) };
      expect(substanceOf(second.decide(call))).toEqual(substanceOf(first.decide(call)));
    }
  });
  fc.assert(property, options);
  // the property says something only where both happen
  expect(alike).toBeGreaterThan(RUNS / 10);
  expect(other).toBeGreaterThan(RUNS / 10);
});

/** A change may leave a document without a block, or with terms that do not fit each other. */
function compilable(set: SetDescription) {
  try {
    return policyOf(set);
  } catch {
    return undefined;
  }
}

test('A08: what a policy says of one tool does not depend on rules of others, nor on lines', () => {
  const refund = '  - tools: [orders.refund]\n';
  const before = compiled(`approval:\n${refund}`);
  const after = compiled(
    `# moved\napproval:\n  - tools: [orders.cancel]\n    quorum: 2\n${refund}`,
  );
  expect(after.describeRules('orders.refund')).toBe(before.describeRules('orders.refund'));
  expect(after.describeRules('orders.cancel')).not.toBe(before.describeRules('orders.cancel'));
});
