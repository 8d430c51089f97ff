import type { DecisionError } from '../decision.ts';
import type { DecisionFrame } from '../decision-frame.ts';
import type { RuleKind } from '../document/policy-document.ts';
import type { LeafRule } from './leaf-rule.ts';

/** What the rules of one kind say of a call: those that apply, and those of which that is unknown. */
export interface Survey {
  readonly certain: readonly LeafRule[];
  readonly possible: readonly LeafRule[];
}

/** The kinds of rules in the order in which they are asked. */
const PHASES: readonly RuleKind[] = ['block', 'approval', 'allow'];

/**
 * What the rules of one kind say where it is known that the steps run out among those of kind `spent`:
 * earlier ones came to nothing, and no later one can be told. Asks none of them.
 */
export function surveyWithoutSteps(
  kind: RuleKind,
  rules: readonly LeafRule[],
  spent: RuleKind,
  errors: DecisionError[],
): Survey {
  return PHASES.indexOf(kind) < PHASES.indexOf(spent)
    ? { certain: [], possible: [] }
    : exhausted(rules, errors);
}

/** Asks every rule of one kind, adding the errors to `errors`. */
export function survey(
  rules: readonly LeafRule[],
  frame: DecisionFrame,
  errors: DecisionError[],
): Survey {
  const certain: LeafRule[] = [];
  const possible: LeafRule[] = [];
  const found: DecisionError[] = [];
  for (const rule of rules) {
    const outcome = rule.applies(frame);
    if (outcome === true) certain.push(rule);
    else if (outcome !== false) {
      possible.push(rule);
      found.push(...rule.errorsOf(outcome));
    }
    if (frame.steps < 0) return exhausted(rules, errors);
  }
  errors.push(...found);
  return { certain, possible };
}

/** When the steps run out no conditional rule can be told, whichever was asked first. */
function exhausted(rules: readonly LeafRule[], errors: DecisionError[]): Survey {
  const possible = rules.filter(({ conditional }) => conditional);
  for (const { rule } of possible) {
    errors.push(
      Object.freeze({
        code: 'condition/budget',
        message: 'the steps of the decision are used up',
        rule: rule.reference,
      }),
    );
  }
  return { certain: rules.filter(({ conditional }) => !conditional), possible };
}
