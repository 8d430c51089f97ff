import type { Evaluate } from '../../cel/environment.ts';
import { compareText } from '../../diagnostics/order.ts';
import type { Decision, Verdict } from '../decision.ts';
import type { DecisionFrame } from '../decision-frame.ts';
import type { RuleKind } from '../document/policy-document.ts';
import type { Condition } from '../rules/condition.ts';
import type { Rule } from '../rules/rule.ts';
import type { Governance, ScopedDocument } from './governance.ts';
import { type LeafRule, leafRule, SharedEvaluation } from './leaf-rule.ts';
import { Ruling } from './ruling.ts';

/** Everything that can decide one tool's calls under one reading of which documents govern. */
export class Leaf {
  /** The decision, where it depends on nothing in the call. */
  readonly constant: Decision | undefined;
  // Most leaves have one condition or two. Their parts stand here, since among many tools the time of a
  // decision is the time of following references.
  readonly #first: Evaluate | undefined;
  readonly #second: Evaluate | undefined;
  /** The decision where the first holds, and where it does not; `undefined` where the second is asked then. */
  readonly #held: Decision | undefined;
  readonly #failed: Decision | undefined;
  readonly #neither: Decision | undefined;
  readonly #firstOnly: Decision | undefined;
  readonly #secondOnly: Decision | undefined;
  readonly #both: Decision | undefined;
  /** The kind of the rules whose conditions stand here, where it is one. */
  readonly #phase: RuleKind | undefined;
  readonly #binding: Ruling;
  readonly #whole: Ruling | undefined;

  /**
   * @param binding what binds: the rules of the enforcing documents alone
   * @param whole all documents as if enforced; present when a monitored document governs
   */
  constructor(binding: Ruling, whole: Ruling | undefined) {
    const choice = whole === undefined ? binding.choice : undefined;
    this.constant = whole === undefined ? binding.constant : undefined;
    this.#first = choice?.first;
    this.#second = choice?.second;
    this.#held = choice?.both === choice?.firstOnly ? choice?.firstOnly : undefined;
    this.#failed = choice?.second === undefined ? choice?.neither : undefined;
    this.#neither = choice?.neither;
    this.#firstOnly = choice?.firstOnly;
    this.#secondOnly = choice?.secondOnly;
    this.#both = choice?.both;
    this.#phase = choice?.phase;
    this.#binding = binding;
    this.#whole = whole;
  }

  /** @param frame that has taken the call */
  decide(frame: DecisionFrame): Decision {
    frame.refill();
    const decision = this.#choose(frame);
    return decision === undefined || frame.steps < 0 ? this.#decideByRulings(frame) : decision;
  }

  /** `undefined` where there is nothing to choose, and where an outcome is unknown. */
  #choose(frame: DecisionFrame): Decision | undefined {
    const one = this.#first?.(frame);
    if (one === true) return this.#held ?? this.#ask(frame, this.#both, this.#firstOnly);
    if (one === false) return this.#failed ?? this.#ask(frame, this.#secondOnly, this.#neither);
    return undefined;
  }

  #ask(
    frame: DecisionFrame,
    held: Decision | undefined,
    failed: Decision | undefined,
  ): Decision | undefined {
    const two = this.#second?.(frame);
    if (two === true) return held;
    return two === false ? failed : undefined;
  }

  #decideByRulings(frame: DecisionFrame): Decision {
    if (this.#first !== undefined) return this.#binding.decideCarefully(frame, this.#phase);
    const decision = this.#binding.decide(frame);
    if (this.#whole === undefined) return decision;
    const { mode: _mode, policyVersion: _version, ...wouldBe } = this.#whole.decide(frame);
    return Object.freeze({ ...decision, wouldBe: Object.freeze<Verdict>(wouldBe) });
  }
}

/**
 * The ruling of the rules that reach a tool.
 *
 * @param rules those whose pattern matches the tool, in (file name, position) order
 */
export function makeRuling(
  rules: readonly Rule[],
  tool: string,
  documents: readonly ScopedDocument[],
  { governs, form }: Governance,
): Ruling {
  const reaching = rules.flatMap((rule) => {
    const reading = governs[rule.document];
    const exceptions = exceptionsFor(rule, tool);
    if (reading === 'no' || exceptions === 'lifted') return [];
    const scopeError = reading === 'yes' ? undefined : documents[rule.document]?.scopeError;
    return [{ rule, exceptions, scopeError }];
  });
  const evaluation = new SharedEvaluation();
  for (const { rule, exceptions } of reaching) {
    for (const condition of [rule.when, rule.condition, ...exceptions]) evaluation.count(condition);
  }
  const byKind: Record<RuleKind, LeafRule[]> = { block: [], approval: [], allow: [] };
  for (const { rule, exceptions, scopeError } of reaching) {
    byKind[rule.kind].push(leafRule(rule, exceptions, scopeError, evaluation));
  }
  return new Ruling(byKind, form, evaluation.slots);
}

/**
 * The conditions under which the rule does not cover the tool; `lifted` when it never does. In the order of
 * their texts: the first that holds ends the asking, and how many steps were spent until then must not
 * depend on the order in which the entries were written.
 */
function exceptionsFor(rule: Rule, tool: string): readonly Condition[] | 'lifted' {
  const conditions: Condition[] = [];
  for (const { glob, condition } of rule.except) {
    if (!glob.matches(tool)) continue;
    if (condition === undefined) return 'lifted';
    conditions.push(condition);
  }
  return conditions.sort((a, b) => compareText(a.text, b.text));
}
