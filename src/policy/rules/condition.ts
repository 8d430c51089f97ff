import type { Expression } from '../../cel/ast.ts';
import { namesIn } from '../../cel/children.ts';
import type { Evaluate } from '../../cel/environment.ts';
import { compileExpression, readExpression } from '../../cel/expression.ts';
import { Fault, type Mistake } from '../../cel/fault.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { type Excerpt, spanInFile } from '../../diagnostics/excerpt.ts';
import type { Location, SourceText, Span } from '../../diagnostics/source-text.ts';
import type { DecisionError, RuleReference } from '../decision.ts';
import { CALLER_ASSERTED, POLICY_ENVIRONMENT } from '../environment.ts';

/** One file's text under the name that diagnostics show and under the one that decisions show. */
export interface PolicyText {
  readonly shown: SourceText;
  readonly named: SourceText;
}

/** A condition's meaning, apart from where it stands: equal texts share one. */
export interface SharedCondition {
  readonly text: string;
  /** The roots it names that the caller of a decision asserts. */
  readonly asserted: readonly string[];
  /** Gives true, false, a `Fault`, or, where only the run can tell, something that is not boolean. */
  readonly evaluate: Evaluate;
}

/** A condition in one place of one file. */
export class Condition {
  readonly shared: SharedCondition;
  readonly excerpt: Excerpt;
  readonly #source: SourceText;
  /** By rule, since a block's `when` and `except` stand once and serve each of its rules. */
  #errors: Map<RuleReference, Map<Fault, DecisionError>> | undefined;

  constructor(shared: SharedCondition, excerpt: Excerpt, source: SourceText) {
    this.shared = shared;
    this.excerpt = excerpt;
    this.#source = source;
  }

  get text(): string {
    return this.shared.text;
  }

  /** The condition read again: what is kept for deciding has no use for its tree. */
  get expression(): Expression {
    const { expression } = readExpression(this.text, POLICY_ENVIRONMENT, { boolean: true });
    if (expression === undefined) throw new Error(`\`${this.text}\` was read before`);
    return expression;
  }

  /** Where a part of the condition stands; an empty span at its start means all of it. */
  locate(span: Span): Location {
    return this.#source.locate(span.end === 0 ? this.excerpt.span : spanInFile(this.excerpt, span));
  }

  /** What a decision reports when this condition gave `outcome` instead of true or false. */
  errorFor(outcome: unknown, rule: RuleReference): DecisionError {
    const fault = outcome instanceof Fault ? outcome : NOT_BOOLEAN;
    this.#errors ??= new Map();
    const errors = this.#errors.get(rule) ?? new Map<Fault, DecisionError>();
    this.#errors.set(rule, errors);
    let error = errors.get(fault);
    if (error === undefined) {
      error = errorOf(fault, rule, this.locate(fault.span));
      errors.set(fault, error);
    }
    return error;
  }
}

const NOT_BOOLEAN = new Fault('not-boolean', 'the condition gives no boolean', {
  start: 0,
  end: 0,
});

/** What a decision reports of a fault in an expression of a rule; `span` is where it stands in the file. */
export const errorOf = (fault: Fault, rule: RuleReference, span: Location): DecisionError =>
  Object.freeze({
    code: `condition/${fault.code}` as const,
    message: fault.message,
    rule,
    span: Object.freeze(span),
  });

/** Compiles conditions, each text once, and collects their mistakes. */
export class ConditionCompiler {
  readonly #read = new Map<string, Reading>();

  /** The condition, or `undefined` with its mistakes added to `diagnostics`. */
  compile(excerpt: Excerpt, source: PolicyText, diagnostics: Diagnostic[]): Condition | undefined {
    let reading = this.#read.get(excerpt.text);
    if (reading === undefined) {
      reading = read(excerpt.text);
      this.#read.set(excerpt.text, reading);
    }
    for (const mistake of reading.mistakes) {
      diagnostics.push(diagnosticOf(mistake, excerpt, source.shown));
    }
    return reading.shared && new Condition(reading.shared, excerpt, source.named);
  }
}

interface Reading {
  readonly shared: SharedCondition | undefined;
  readonly mistakes: readonly Mistake[];
}

function read(text: string): Reading {
  const { expression, mistakes } = readExpression(text, POLICY_ENVIRONMENT, { boolean: true });
  if (expression === undefined) return { shared: undefined, mistakes };
  const names = namesIn(expression);
  const asserted = CALLER_ASSERTED.filter((name) => names.has(name));
  const evaluate = compileExpression(expression, POLICY_ENVIRONMENT);
  return { shared: { text, asserted, evaluate }, mistakes };
}

/** A mistake in an excerpt as a diagnostic in its file. */
export function diagnosticOf(mistake: Mistake, excerpt: Excerpt, source: SourceText): Diagnostic {
  return {
    code: `condition/${mistake.code}`,
    severity: mistake.severity,
    location: source.locate(spanInFile(excerpt, mistake.span)),
    message: mistake.message,
    ...(mistake.help === undefined ? {} : { help: mistake.help }),
  };
}
