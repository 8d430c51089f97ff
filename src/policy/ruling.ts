import type { Approval, Decided, Decision, DecisionError, RuleReference } from './decision.ts';
import type { DecisionFrame, LeafRule } from './leaf-rule.ts';
import { type ApprovalTerms, DEFAULT_TERMS } from './policy-document.ts';
import { combineTerms } from './terms.ts';

/** What decides when no rule applies: the strictest default among the governing documents. */
export interface Fallback {
  readonly decision: Decided;
  /** The default that decides; absent where no document states one. */
  readonly reference: RuleReference | undefined;
}

/** What every decision of a policy, or of one leaf, has in common. */
export interface Stamp {
  readonly mode: 'enforce' | 'monitor';
  readonly policyVersion: string;
}

/** The rules of one leaf by kind, each list in (file name, position) order. */
export interface RulesByKind {
  readonly block: readonly LeafRule[];
  readonly approval: readonly LeafRule[];
  readonly allow: readonly LeafRule[];
}

/** A leaf with more approval rules than this combines their terms anew each time. */
const MASK_BITS = 30;

/** Combinations of approval rules that a leaf remembers. */
const MAX_COMBINED = 64;

/**
 * Decides the calls of one tool under one set of governing documents.
 *
 * Phases follow strictness, so that the order of rules inside one never changes what is decided: blocks
 * up to the first that applies; all approvals; then, where none applies and the default is not allow,
 * the allow rules. An outcome that is neither true nor false is unknown and adds the rule's effect,
 * never takes one away. When the steps run out in a phase, every conditional rule of that phase and of
 * the later ones is unknown.
 */
export class Ruling {
  /** The decision, where it depends on nothing in the call. */
  readonly constant: Decision | undefined;
  readonly #rules: RulesByKind;
  readonly #fallback: Fallback;
  readonly #stamp: Stamp;
  readonly #scopeErrors: readonly DecisionError[];
  readonly #slots: number;
  readonly #steps: number;
  readonly #byDefault: Decision;
  readonly #combined = new Map<number, Combination>();

  /**
   * @param scopeErrors one for each document of which it is unknown whether it governs the call
   * @param slots how many outcomes the rules share
   * @param steps what one decision may spend on conditions
   */
  constructor(
    rules: RulesByKind,
    fallback: Fallback,
    stamp: Stamp,
    scopeErrors: readonly DecisionError[],
    slots: number,
    steps: number,
  ) {
    this.#rules = {
      block: certainAlone(rules.block),
      approval: rules.approval,
      allow: certainAlone(rules.allow),
    };
    this.#fallback = fallback;
    this.#stamp = stamp;
    this.#scopeErrors = scopeErrors;
    this.#slots = slots;
    this.#steps = steps;
    const approval =
      fallback.decision === 'require_approval' ? combineTerms([DEFAULT_TERMS]) : undefined;
    this.#byDefault = this.#assemble(
      fallback.decision,
      undefined,
      approval,
      undefined,
      scopeErrors,
    );
    this.constant = this.#findConstant();
  }

  /**
   * @param frame with its bindings set; its steps and memo are reset here
   * @returns a frozen decision, shared between calls wherever nothing in it depends on the call
   */
  decide(frame: DecisionFrame): Decision {
    if (this.constant !== undefined) return this.constant;
    this.#reset(frame);
    const { block, approval, allow } = this.#rules;

    for (let index = 0; index < block.length; index += 1) {
      const rule = block[index] as LeafRule;
      const outcome = rule.applies(frame);
      if (outcome === false) continue;
      if (outcome !== true || frame.steps < 0) return this.#decideCarefully(frame);
      return this.#decidedBy('block', rule, frame);
    }

    let mask = 0;
    for (let index = 0; index < approval.length; index += 1) {
      const outcome = (approval[index] as LeafRule).applies(frame);
      if (outcome === false) continue;
      if (outcome !== true || index >= MASK_BITS) return this.#decideCarefully(frame);
      mask |= 1 << index;
    }
    if (mask !== 0 && frame.steps >= 0) return this.#approvalOf(mask, frame);

    let allowed: LeafRule | undefined;
    if (this.#fallback.decision !== 'allow') {
      for (const rule of allow) {
        const outcome = rule.applies(frame);
        if (outcome === false) continue;
        if (outcome !== true) return this.#decideCarefully(frame);
        allowed ??= rule;
      }
    }
    if (frame.steps < 0) return this.#decideCarefully(frame);
    return allowed === undefined ? this.#byDefault : this.#decidedBy('allow', allowed, frame);
  }

  #reset(frame: DecisionFrame): void {
    frame.steps = this.#steps;
    for (let slot = 0; slot < this.#slots; slot += 1) frame.memo[slot] = undefined;
  }

  /** The same decision where something is unknown: every rule is asked, and every error listed. */
  #decideCarefully(frame: DecisionFrame): Decision {
    this.#reset(frame);
    const errors = [...this.#scopeErrors];
    const blocks = survey(this.#rules.block, frame, errors);
    const blocking = blocks.certain[0] ?? blocks.possible[0];
    if (blocking !== undefined) return this.#build('block', blocking, [], frame, errors);

    const approvals = survey(this.#rules.approval, frame, errors);
    const held = [...approvals.certain, ...approvals.possible];
    if (approvals.certain.length > 0) return this.#hold(held, frame, errors);

    const fallback = this.#fallback.decision;
    const allowing =
      fallback === 'allow' ? undefined : survey(this.#rules.allow, frame, errors).certain[0];
    if (held.length === 0) {
      return allowing === undefined
        ? this.#build(fallback, undefined, [], frame, errors)
        : this.#build('allow', allowing, [], frame, errors);
    }
    if (fallback === 'allow' || allowing !== undefined) return this.#hold(held, frame, errors);
    return this.#build(fallback, undefined, held, frame, errors);
  }

  #hold(rules: readonly LeafRule[], frame: DecisionFrame, errors: DecisionError[]): Decision {
    return this.#build('require_approval', rules[0], rules, frame, errors);
  }

  /** A decision that one block or allow rule makes alone. */
  #decidedBy(decision: 'block' | 'allow', rule: LeafRule, frame: DecisionFrame): Decision {
    rule.decision ??= this.#shareable(decision, rule, undefined);
    return rule.decision ?? this.#build(decision, rule, [], frame, [...this.#scopeErrors]);
  }

  /** The decision of the approval rules whose bits are set. */
  #approvalOf(mask: number, frame: DecisionFrame): Decision {
    const combination = this.#combined.get(mask) ?? this.#combine(mask);
    if (combination.decision !== undefined) return combination.decision;
    const { named, approval } = combination;
    const errors = [...this.#scopeErrors];
    const message = named?.rule.message?.fill(frame, named.rule.reference, errors);
    return this.#assemble('require_approval', named, approval, message, errors);
  }

  #combine(mask: number): Combination {
    const rules = this.#rules.approval.filter((_, index) => (mask & (1 << index)) !== 0);
    const [named] = rules;
    const approval = combineTerms(rules.map(termsOf));
    const decision = this.#shareable('require_approval', named, approval);
    const combination = { named, approval, decision };
    if (this.#combined.size < MAX_COMBINED) this.#combined.set(mask, combination);
    return combination;
  }

  #findConstant(): Decision | undefined {
    const { block, approval, allow } = this.#rules;
    const [blocking] = block;
    if (blocking !== undefined) {
      return blocking.conditional ? undefined : this.#shareable('block', blocking, undefined);
    }
    if (approval.length > 0) {
      if (approval.length > MASK_BITS || approval.some((rule) => rule.conditional)) {
        return undefined;
      }
      return this.#combine((1 << approval.length) - 1).decision;
    }
    const [allowing] = allow;
    if (this.#fallback.decision === 'allow' || allowing === undefined) return this.#byDefault;
    return allowing.conditional ? undefined : this.#shareable('allow', allowing, undefined);
  }

  /** A decision that serves every call; `undefined` where its message depends on the call. */
  #shareable(
    decision: Decided,
    named: LeafRule | undefined,
    approval: Approval | undefined,
  ): Decision | undefined {
    const message = named?.rule.message;
    if (message !== undefined && message.fixed === undefined) return undefined;
    return this.#assemble(decision, named, approval, message?.fixed, this.#scopeErrors);
  }

  /** A decision for one call; `held` are the approval rules that apply or may apply. */
  #build(
    decision: Decided,
    named: LeafRule | undefined,
    held: readonly LeafRule[],
    frame: DecisionFrame,
    errors: DecisionError[],
  ): Decision {
    const message = named?.rule.message?.fill(frame, named.rule.reference, errors);
    const terms = held.map(termsOf);
    if (named === undefined) terms.unshift(DEFAULT_TERMS);
    const approval = decision === 'require_approval' ? combineTerms(terms) : undefined;
    return this.#assemble(decision, named, approval, message, [...new Set(errors)]);
  }

  #assemble(
    decision: Decided,
    named: LeafRule | undefined,
    approval: Approval | undefined,
    message: string | undefined,
    errors: readonly DecisionError[],
  ): Decision {
    const rule = named === undefined ? this.#fallback.reference : named.rule.reference;
    return Object.freeze({
      decision,
      mode: this.#stamp.mode,
      ...(rule === undefined ? {} : { rule }),
      ...(message === undefined ? {} : { message }),
      ...(approval === undefined ? {} : { approval }),
      errors: Object.freeze(errors),
      policyVersion: this.#stamp.policyVersion,
    });
  }
}

/** What a set of approval rules asks for together, and its decision where no message depends on the call. */
interface Combination {
  readonly named: LeafRule | undefined;
  readonly approval: Approval;
  readonly decision: Decision | undefined;
}

const termsOf = ({ rule }: LeafRule): ApprovalTerms => rule.terms ?? DEFAULT_TERMS;

/** A rule that applies to every call of the leaf makes the others of its kind superfluous. */
function certainAlone(rules: readonly LeafRule[]): readonly LeafRule[] {
  const certain = rules.find((rule) => !rule.conditional);
  return certain === undefined ? rules : [certain];
}

/** What one kind of rule says of a call: the rules that apply, and those of which that is unknown. */
interface Survey {
  readonly certain: readonly LeafRule[];
  readonly possible: readonly LeafRule[];
}

/** Asks every rule, adding the errors to `errors`. */
function survey(rules: readonly LeafRule[], frame: DecisionFrame, errors: DecisionError[]): Survey {
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

/** No conditional rule can be told, whichever was asked first. */
function exhausted(rules: readonly LeafRule[], errors: DecisionError[]): Survey {
  const possible = rules.filter((rule) => rule.conditional);
  for (const { rule } of possible) {
    errors.push(
      Object.freeze({
        code: 'condition/budget',
        message: 'the steps of the decision are used up',
        rule: rule.reference,
      }),
    );
  }
  return { certain: rules.filter((rule) => !rule.conditional), possible };
}
