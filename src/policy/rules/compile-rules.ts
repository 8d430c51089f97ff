import { interned } from '../../cel/interned.ts';
import { compileGlob } from '../../cel/library/glob.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Excerpt } from '../../diagnostics/excerpt.ts';
import type { RuleReference } from '../decision.ts';
import type { PolicyDocument, RuleBlock, RuleEntry } from '../document/policy-document.ts';
import { type Condition, ConditionCompiler, type PolicyText } from './condition.ts';
import { compileMessage } from './message.ts';
import type { Exception, Rule } from './rule.ts';

/** Compiles the rules of documents given in file name order. */
export class RuleCompiler {
  /** In (file name, position) order. */
  readonly rules: Rule[] = [];
  readonly #conditions = new ConditionCompiler();
  readonly #diagnostics: Diagnostic[];

  /** @param diagnostics where mistakes are added */
  constructor(diagnostics: Diagnostic[]) {
    this.#diagnostics = diagnostics;
  }

  /** @param index the document's place in the set */
  add(document: PolicyDocument, index: number, source: PolicyText): void {
    const places = document.blocks.flatMap((block) => this.#block(block, document, index, source));
    // the kinds of blocks may alternate in a file, but position is what orders rules
    places.sort((a, b) => a.line - b.line || a.column - b.column);
    for (const { rule } of places) this.rules.push({ ...rule, order: this.rules.length });
  }

  #block(
    block: RuleBlock,
    document: PolicyDocument,
    index: number,
    source: PolicyText,
  ): { line: number; column: number; rule: Omit<Rule, 'order'> }[] {
    const loosens = block.kind === 'allow';
    const when = this.#condition(block.when, source, loosens);
    const except = block.except.map((entry) => this.#exception(entry, source, !loosens));
    const terms = block.terms && { ...block.terms, onPolicyChange: document.onPolicyChange };
    const message = block.message && compileMessage(block.message, source, this.#diagnostics);
    return block.entries.map((entry) => {
      const pattern = interned(entry.pattern);
      const condition = this.#condition(entry.condition, source, loosens);
      const { line, column } = entry.location;
      const reference: RuleReference = Object.freeze({
        policy: document.name,
        kind: block.kind,
        pattern,
        ...conditionText(when, condition),
        file: document.file,
        line,
        column,
      });
      const { kind } = block;
      const rule = {
        kind,
        document: index,
        pattern,
        when,
        condition,
        except,
        message,
        terms,
        reference,
      };
      return { line, column, rule };
    });
  }

  #exception(entry: RuleEntry, source: PolicyText, loosens: boolean): Exception {
    return {
      glob: compileGlob(interned(entry.pattern)),
      condition: this.#condition(entry.condition, source, loosens),
    };
  }

  /** @param loosens whether a call is decided less strictly when the condition holds */
  #condition(
    excerpt: Excerpt | undefined,
    source: PolicyText,
    loosens: boolean,
  ): Condition | undefined {
    if (excerpt === undefined) return undefined;
    const condition = this.#conditions.compile(excerpt, source, this.#diagnostics);
    if (condition !== undefined && loosens) this.#noteTrust(condition, source);
    return condition;
  }

  /** The caller asserts some roots: an honest policy may loosen on them, but should know that it does. */
  #noteTrust(condition: Condition, source: PolicyText): void {
    const { asserted } = condition.shared;
    if (asserted.length === 0) return;
    const listed = asserted.map((name) => `\`${name}\``).join(' and ');
    this.#diagnostics.push({
      code: 'policy/trusts-caller',
      severity: 'note',
      location: source.shown.locate(condition.excerpt.span),
      message: `this loosens the policy on ${listed}, which the caller asserts`,
      help: 'make sure that the agent itself cannot choose it',
    });
  }
}

/** What a decision shows as the rule's condition: its block's `when` and its own, as they are and-ed. */
function conditionText(
  when: Condition | undefined,
  condition: Condition | undefined,
): { condition?: string } {
  const texts = [when, condition].filter((one) => one !== undefined).map((one) => one.text);
  if (texts.length === 0) return {};
  const [only = ''] = texts;
  return { condition: texts.length === 1 ? only : texts.map((text) => `(${text})`).join(' && ') };
}
