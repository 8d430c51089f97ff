import type { Evaluate } from '../../cel/environment.ts';
import type { Decision, DecisionError } from '../decision.ts';
import type { DecisionFrame } from '../decision-frame.ts';
import type { Condition, SharedCondition } from '../rules/condition.ts';
import type { Rule } from '../rules/rule.ts';

/**
 * A rule as it stands for one tool and one set of governing documents: only the conditions that are
 * left to ask. The three-valued reading of a rule: true, false, or anything else for unknown.
 */
export interface LeafRule {
  readonly rule: Rule;
  /** False when the rule applies to every call that reaches the leaf. */
  readonly conditional: boolean;
  readonly applies: Evaluate;
  /** What an outcome other than true and false means. */
  readonly errorsOf: (outcome: unknown) => readonly DecisionError[];
  /** Its decision where nothing but this rule decides and its message is fixed; filled in once. */
  decision: Decision | undefined;
}

/** Gives each condition text of a leaf one evaluation per decision. */
export class SharedEvaluation {
  readonly #uses = new Map<SharedCondition, number>();
  readonly #slots = new Map<SharedCondition, number>();

  count(condition: Condition | undefined): void {
    if (condition === undefined) return;
    this.#uses.set(condition.shared, (this.#uses.get(condition.shared) ?? 0) + 1);
  }

  /** How many slots a frame's memo needs. */
  get slots(): number {
    return this.#slots.size;
  }

  evaluate(condition: Condition): Evaluate {
    const { shared } = condition;
    if ((this.#uses.get(shared) ?? 0) < 2) return shared.evaluate;
    let slot = this.#slots.get(shared);
    if (slot === undefined) {
      slot = this.#slots.size;
      this.#slots.set(shared, slot);
    }
    return remembered(shared.evaluate, slot);
  }
}

const remembered =
  (evaluate: Evaluate, slot: number): Evaluate =>
  (frame) => {
    const { memo } = frame as DecisionFrame;
    let outcome = memo[slot];
    if (outcome === undefined) {
      outcome = evaluate(frame);
      memo[slot] = outcome;
    }
    return outcome;
  };

/**
 * The rule with what is left to ask for a tool.
 *
 * @param exceptions the conditions of the `except` entries whose pattern matches the tool
 * @param scopeError present when it is unknown whether the rule's document governs the call
 */
export function leafRule(
  rule: Rule,
  exceptions: readonly Condition[],
  scopeError: DecisionError | undefined,
  evaluation: SharedEvaluation,
): LeafRule {
  const required = [rule.when, rule.condition].filter((one) => one !== undefined);
  const [only] = required;
  if (scopeError === undefined && exceptions.length === 0) {
    if (only === undefined) return unconditional(rule);
    if (required.length === 1) return single(rule, only, evaluation.evaluate(only));
  }
  return several(rule, required, exceptions, scopeError, evaluation);
}

const unconditional = (rule: Rule): LeafRule => ({
  rule,
  conditional: false,
  applies: () => true,
  errorsOf: () => [],
  decision: undefined,
});

const single = (rule: Rule, condition: Condition, applies: Evaluate): LeafRule => ({
  rule,
  conditional: true,
  applies,
  errorsOf: (outcome) => [condition.errorFor(outcome, rule.reference)],
  decision: undefined,
});

/** Three-valued and: one part that is certainly against it settles the matter, whatever erred before. */
function several(
  rule: Rule,
  required: readonly Condition[],
  exceptions: readonly Condition[],
  scopeError: DecisionError | undefined,
  evaluation: SharedEvaluation,
): LeafRule {
  const parts = [
    ...required.map((condition) => ({ condition, against: false })),
    ...exceptions.map((condition) => ({ condition, against: true })),
  ].map((part) => ({ ...part, evaluate: evaluation.evaluate(part.condition) }));
  const applies: Evaluate = (frame) => {
    let errors: DecisionError[] | undefined = scopeError === undefined ? undefined : [scopeError];
    for (const { condition, against, evaluate } of parts) {
      const outcome = evaluate(frame);
      if (outcome === against) return false;
      if (outcome === !against) continue;
      errors ??= [];
      errors.push(condition.errorFor(outcome, rule.reference));
    }
    return errors ?? true;
  };
  return {
    rule,
    conditional: parts.length > 0 || scopeError !== undefined,
    applies,
    errorsOf: (outcome) => outcome as readonly DecisionError[],
    decision: undefined,
  };
}
