/** Questions that several laws ask of described sets and of decisions. */
import type { Decision, Policy } from '../../../src/engine.ts';
import type { Approval, Decided } from '../../../src/policy/decision.ts';
import { compiled } from '../../support/compiled.ts';
import type { SetDescription } from '../generate/policy-set.ts';
import { writeSet } from '../generate/policy-yaml.ts';
import { atLeastAsStrict } from './combine.ts';
import { comparable, requirementKey } from './terms.ts';

/** Compiles a generated set, which is sound: a diagnostic is a mistake of the test or of the engine. */
export function policyOf(set: SetDescription, options: { steps?: number } = {}): Policy {
  return compiled(
    writeSet(set).map(({ source }) => source),
    options,
  );
}

/** What the order of files, blocks and entries must not change. */
export const substanceOf = (decision: Decision) => ({
  decision: decision.decision,
  approval: decision.approval && comparable(decision.approval),
  wouldBe: decision.wouldBe?.decision,
  wouldBeApproval: decision.wouldBe?.approval && comparable(decision.wouldBe.approval),
  mode: decision.mode,
});

/** The binding decision, and what would bind with monitored documents enforced. */
export const decidedBoth = (decision: Decision): readonly [Decided, Decided] => [
  decision.decision,
  decision.wouldBe?.decision ?? decision.decision,
];

/** Is neither what binds nor what would bind looser than before. */
export const noLooser = (after: Decision, before: Decision): boolean =>
  decidedBoth(after).every((decided, at) =>
    atLeastAsStrict(decided, decidedBoth(before)[at] ?? 'allow'),
  );

/** Does `after` ask for no less than `before`. */
export const asksNoLess = (after: Approval, before: Approval): boolean =>
  after.timeoutMs <= before.timeoutMs &&
  (before.onRejection === 'continue' || after.onRejection === 'fail') &&
  (before.allowSelfApproval || !after.allowSelfApproval) &&
  before.requirements.every((one) =>
    after.requirements.some((other) => requirementKey(other) === requirementKey(one)),
  );
