import type { Evaluate } from '../../cel/environment.ts';
import type { Approval, Decision, DecisionError } from '../decision.ts';
import type { DecisionFrame } from '../decision-frame.ts';
import type { RuleKind } from '../document/policy-document.ts';
import { combineTerms, defaultTerms, type RuleTerms } from '../rules/terms.ts';
import type { DecisionForm } from './decision-form.ts';
import type { LeafRule } from './leaf-rule.ts';
import { type Survey, survey, surveyWithoutSteps } from './survey.ts';

/** The rules of one leaf by kind, each list in (file name, position) order. */
export interface RulesByKind {
  readonly block: readonly LeafRule[];
  readonly approval: readonly LeafRule[];
  readonly allow: readonly LeafRule[];
}

/** A ruling in which one or two conditions choose among decisions that are known beforehand. */
export interface Choice {
  readonly first: Evaluate;
  readonly second: Evaluate | undefined;
  readonly neither: Decision;
  readonly firstOnly: Decision;
  readonly secondOnly: Decision;
  /** The same as `firstOnly` where the second need not be asked. */
  readonly both: Decision;
  /** The kind of the rules, where it is one. */
  readonly phase: RuleKind | undefined;
}

/** What a set of approval rules asks for together, and its decision where that depends on no call. */
interface Combination {
  readonly named: LeafRule;
  readonly approval: Approval;
  readonly decision: Decision | undefined;
}

/** A leaf with more approval rules than this combines their terms anew each time. */
const MASK_BITS = 30;

/** Combinations of approval rules that a leaf remembers. */
const MAX_COMBINED = 64;

/**
 * Decides the calls of one tool under one set of governing documents.
 *
 * Phases follow strictness, and each asks all its rules, so that the order of rules never changes what is
 * decided: blocks; where none applies, approvals; where none applies and the default is not allow, the
 * allow rules. An outcome that is neither true nor false is unknown and adds the rule's effect,
 * never takes one away. When the steps run out in a phase, every conditional rule of that phase and of
 * the later ones is unknown.
 */
export class Ruling {
  readonly #block: readonly LeafRule[];
  readonly #approval: readonly LeafRule[];
  readonly #allow: readonly LeafRule[];
  readonly #form: DecisionForm;
  readonly #slots: number;
  readonly #combined = new Map<number, Combination>();

  /**
   * @param slots how many outcomes the rules share
   */
  constructor(rules: RulesByKind, form: DecisionForm, slots: number) {
    this.#block = certainAlone(rules.block);
    this.#approval = rules.approval;
    this.#allow = form.fallback.decision === 'allow' ? [] : certainAlone(rules.allow);
    this.#form = form;
    this.#slots = slots;
  }

  /** The decision, where it depends on nothing in the call. */
  get constant(): Decision | undefined {
    const [blocking] = this.#block;
    if (blocking !== undefined) {
      return blocking.conditional ? undefined : this.#form.shared('block', blocking);
    }
    const approval = this.#approval;
    if (approval.length > 0) {
      if (approval.length > MASK_BITS || approval.some(({ conditional }) => conditional)) {
        return undefined;
      }
      return this.#combination((1 << approval.length) - 1).decision;
    }
    const [allowing] = this.#allow;
    if (allowing === undefined) return this.#form.byDefault;
    return allowing.conditional ? undefined : this.#form.shared('allow', allowing);
  }

  /**
   * The ruling as a choice, where it is as simple as that. One whose conditions are remembered is not:
   * whoever makes the choice does not reset what a frame remembers.
   */
  get choice(): Choice | undefined {
    const [first, second, ...others] = [...this.#block, ...this.#approval, ...this.#allow];
    if (first?.conditional !== true || others.length > 0 || this.#slots > 0) return undefined;
    const neither = this.#form.byDefault;
    const firstOnly = this.#aloneOf(first, 1);
    if (firstOnly === undefined) return undefined;
    if (second === undefined) {
      const unused = { second, secondOnly: neither, both: firstOnly };
      return { first: first.applies, neither, firstOnly, ...unused, phase: first.rule.kind };
    }
    if (!second.conditional || second.rule.kind !== 'approval') return undefined;
    const blocks = first.rule.kind === 'block';
    const secondOnly = this.#aloneOf(second, blocks ? 1 : 2);
    const both = blocks ? firstOnly : this.#combination(3).decision;
    if (secondOnly === undefined || both === undefined) return undefined;
    const phase = blocks ? undefined : 'approval';
    const asked = { first: first.applies, second: second.applies, phase } as const;
    return { ...asked, neither, firstOnly, secondOnly, both };
  }

  /** What a rule decides alone; `undefined` where that depends on the call. */
  #aloneOf(rule: LeafRule, mask: number): Decision | undefined {
    const { kind } = rule.rule;
    return kind === 'approval' ? this.#combination(mask).decision : this.#form.shared(kind, rule);
  }

  /**
   * @param frame with its bindings set; its steps and memo are reset here
   * @returns a frozen decision, shared between calls wherever nothing in it depends on the call
   */
  decide(frame: DecisionFrame): Decision {
    this.#reset(frame);
    const block = this.#block;
    let blocking: LeafRule | undefined;
    for (let index = 0; index < block.length; index += 1) {
      const rule = block[index] as LeafRule;
      const outcome = rule.applies(frame);
      if (outcome === false) continue;
      if (outcome !== true) return this.decideCarefully(frame, 'block');
      blocking ??= rule;
    }
    if (frame.steps < 0) return this.decideCarefully(frame, 'block');
    if (blocking !== undefined) return this.#decidedBy('block', blocking, frame);

    const approval = this.#approval;
    let mask = 0;
    let only: LeafRule | undefined;
    for (let index = 0; index < approval.length; index += 1) {
      const rule = approval[index] as LeafRule;
      const outcome = rule.applies(frame);
      if (outcome === false) continue;
      if (outcome !== true || index >= MASK_BITS) return this.decideCarefully(frame, 'approval');
      only = mask === 0 ? rule : undefined;
      mask |= 1 << index;
    }
    if (frame.steps < 0) return this.decideCarefully(frame, 'approval');
    if (mask !== 0) return only?.decision ?? this.#approvalOf(mask, only, frame);

    const allow = this.#allow;
    let allowed: LeafRule | undefined;
    for (let index = 0; index < allow.length; index += 1) {
      const rule = allow[index] as LeafRule;
      const outcome = rule.applies(frame);
      if (outcome === false) continue;
      if (outcome !== true) return this.decideCarefully(frame, 'allow');
      allowed ??= rule;
    }
    if (frame.steps < 0) return this.decideCarefully(frame, 'allow');
    return allowed === undefined ? this.#form.byDefault : this.#decidedBy('allow', allowed, frame);
  }

  /**
   * The same decision where something is unknown: every rule is asked, and every error listed.
   *
   * @param phase the kind of rules being asked; where the frame's steps are used up already, it is there
   * that they ran out, and nothing is asked again
   */
  decideCarefully(frame: DecisionFrame, phase: RuleKind | undefined): Decision {
    const spent = frame.steps < 0 ? phase : undefined;
    this.#reset(frame);
    const form = this.#form;
    const errors = [...form.scopeErrors];
    const ask = (kind: RuleKind, rules: readonly LeafRule[]): Survey =>
      spent === undefined
        ? survey(rules, frame, errors)
        : surveyWithoutSteps(kind, rules, spent, errors);
    const blocks = ask('block', this.#block);
    const blocking = blocks.certain[0] ?? blocks.possible[0];
    if (blocking !== undefined) return form.fill('block', blocking, undefined, frame, errors);

    const approvals = ask('approval', this.#approval);
    const held = [...approvals.certain, ...approvals.possible];
    if (approvals.certain.length > 0) return this.#hold(held, held[0], frame, errors);

    // with every unknown rule false this decides; an unknown approval can only add to it
    const allowing = ask('allow', this.#allow).certain[0];
    const base = allowing === undefined ? form.fallback.decision : 'allow';
    if (base === 'block') return form.fill('block', undefined, undefined, frame, errors);
    if (base === 'require_approval') return this.#hold(held, undefined, frame, errors);
    if (held.length > 0) return this.#hold(held, held[0], frame, errors);
    return form.fill('allow', allowing, undefined, frame, errors);
  }

  #reset(frame: DecisionFrame): void {
    frame.refill();
    for (let slot = 0; slot < this.#slots; slot += 1) frame.memo[slot] = undefined;
  }

  /** @param named the rule that holds the call; `undefined` for the default, whose terms then count too */
  #hold(
    rules: readonly LeafRule[],
    named: LeafRule | undefined,
    frame: DecisionFrame,
    errors: readonly DecisionError[],
  ): Decision {
    const approval =
      named === undefined
        ? combineTerms([this.#form.fallback.terms, ...rules.map(termsOf)])
        : this.#approvalFor(rules);
    return this.#form.fill('require_approval', named, approval, frame, errors);
  }

  /** A decision that one block or allow rule makes alone. */
  #decidedBy(decision: 'block' | 'allow', rule: LeafRule, frame: DecisionFrame): Decision {
    rule.decision ??= this.#form.shared(decision, rule);
    return rule.decision ?? this.#form.fill(decision, rule, undefined, frame);
  }

  /** The decision of the approval rules whose bits are set; `only` when that is one. */
  #approvalOf(mask: number, only: LeafRule | undefined, frame: DecisionFrame): Decision {
    const { named, approval, decision } = this.#combination(mask);
    if (decision === undefined) {
      return this.#form.fill('require_approval', named, approval, frame);
    }
    if (only !== undefined) only.decision = decision;
    return decision;
  }

  #approvalFor(rules: readonly LeafRule[]): Approval {
    if (this.#approval.length > MASK_BITS) return combineTerms(rules.map(termsOf));
    const indexes = rules.map((rule) => this.#approval.indexOf(rule));
    return this.#combination(indexes.reduce((mask, index) => mask | (1 << index), 0)).approval;
  }

  /** @param mask at least one bit */
  #combination(mask: number): Combination {
    const known = this.#combined.get(mask);
    if (known !== undefined) return known;
    const rules = this.#approval.filter((_, index) => (mask & (1 << index)) !== 0);
    const named = rules[0] as LeafRule;
    const approval = combineTerms(rules.map(termsOf));
    const decision = this.#form.shared('require_approval', named, approval);
    const combination = { named, approval, decision };
    if (this.#combined.size < MAX_COMBINED) this.#combined.set(mask, combination);
    return combination;
  }
}

const termsOf = ({ rule }: LeafRule): RuleTerms => rule.terms ?? defaultTerms('resolve');

/** A rule that applies to every call of the leaf makes the others of its kind superfluous. */
function certainAlone(rules: readonly LeafRule[]): readonly LeafRule[] {
  const certain = rules.find(({ conditional }) => !conditional);
  return certain === undefined ? rules : [certain];
}
