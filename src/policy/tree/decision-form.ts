import type { Approval, Decided, Decision, DecisionError, RuleReference } from '../decision.ts';
import type { DecisionFrame } from '../decision-frame.ts';
import { combineTerms, type RuleTerms } from '../rules/terms.ts';
import type { LeafRule } from './leaf-rule.ts';

/** What decides when no rule applies: the strictest default among the governing documents. */
export interface Fallback {
  readonly decision: Decided;
  /** The default that decides; absent where no document states one. */
  readonly reference: RuleReference | undefined;
  /** What a default that holds asks for. */
  readonly terms: RuleTerms;
}

/** What every decision of a branch of the tree has in common, and how one is written down. */
export class DecisionForm {
  readonly fallback: Fallback;
  /** The decision where no rule applies. */
  readonly byDefault: Decision;
  /** Of the documents whose default may decide without it being known that they govern. */
  readonly scopeErrors: readonly DecisionError[];
  readonly #mode: 'enforce' | 'monitor';
  readonly #policyVersion: string;

  constructor(
    fallback: Fallback,
    scopeErrors: readonly DecisionError[],
    mode: 'enforce' | 'monitor',
    policyVersion: string,
  ) {
    this.fallback = fallback;
    this.scopeErrors = scopeErrors;
    this.#mode = mode;
    this.#policyVersion = policyVersion;
    const held =
      fallback.decision === 'require_approval' ? combineTerms([fallback.terms]) : undefined;
    this.byDefault = this.#write(fallback.decision, undefined, held, undefined, scopeErrors);
  }

  /** A decision that serves every call; `undefined` where the named rule's message depends on the call. */
  shared(decision: Decided, named: LeafRule, approval?: Approval): Decision | undefined {
    const { message } = named.rule;
    if (message !== undefined && message.fixed === undefined) return undefined;
    return this.#write(decision, named, approval, message?.fixed, this.scopeErrors);
  }

  /**
   * A decision for one call.
   *
   * @param named the rule that decides; `undefined` for the default
   * @param approval present exactly when the decision is `require_approval`
   * @param errors what was met on the way; each is listed once
   */
  fill(
    decision: Decided,
    named: LeafRule | undefined,
    approval: Approval | undefined,
    frame: DecisionFrame,
    errors: readonly DecisionError[] = this.scopeErrors,
  ): Decision {
    const listed = [...errors];
    const message = named?.rule.message?.fill(frame, named.rule.reference, listed);
    return this.#write(decision, named, approval, message, [...new Set(listed)]);
  }

  #write(
    decision: Decided,
    named: LeafRule | undefined,
    approval: Approval | undefined,
    message: string | undefined,
    errors: readonly DecisionError[],
  ): Decision {
    const rule = named === undefined ? this.fallback.reference : named.rule.reference;
    return Object.freeze({
      decision,
      mode: this.#mode,
      ...(rule === undefined ? {} : { rule }),
      ...(message === undefined ? {} : { message }),
      ...(approval === undefined ? {} : { approval }),
      errors: Object.freeze(errors),
      policyVersion: this.#policyVersion,
    });
  }
}
