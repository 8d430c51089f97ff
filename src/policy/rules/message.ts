import { DEFAULT_STEPS, type Frame } from '../../cel/environment.ts';
import { compileText, readExpression } from '../../cel/expression.ts';
import { Fault } from '../../cel/fault.ts';
import { tokenize } from '../../cel/syntax/tokens.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { type Excerpt, spanInFile } from '../../diagnostics/excerpt.ts';
import type { SourceText, Span } from '../../diagnostics/source-text.ts';
import type { DecisionError, RuleReference } from '../decision.ts';
import { POLICY_ENVIRONMENT } from '../environment.ts';
import { diagnosticOf, errorOf, type PolicyText } from './condition.ts';

/** UTF-16 units that one value may add to a message; a longer one is cut and marked. */
const VALUE_LENGTH = 200;

/** What stands in a message for a value that could not be had. */
const UNKNOWN_VALUE = '(unknown)';

interface Hole {
  /** The text of the expression's value. */
  readonly write: (frame: Frame) => string | Fault;
  /** Where the expression stands in the message. */
  readonly span: Span;
}

/** A rule's message: text with `{{ expression }}` holes. */
export class Message {
  readonly #excerpt: Excerpt;
  readonly #source: SourceText;
  /** One more than there are holes. */
  readonly #texts: readonly string[];
  readonly #holes: readonly Hole[];

  constructor(
    excerpt: Excerpt,
    source: SourceText,
    texts: readonly string[],
    holes: readonly Hole[],
  ) {
    this.#excerpt = excerpt;
    this.#source = source;
    this.#texts = texts;
    this.#holes = holes;
  }

  /** The text as the policy has it. */
  get template(): string {
    return this.#excerpt.text;
  }

  /** The whole text of a message without holes, which is the same for every call. */
  get fixed(): string | undefined {
    return this.#holes.length === 0 ? this.#texts[0] : undefined;
  }

  /**
   * The message for one call. An expression that errs leaves a mark in the text and an error in
   * `errors`; it never changes what is decided. The expressions share a step budget of their own.
   */
  fill(frame: Frame, rule: RuleReference, errors: DecisionError[]): string {
    let text = this.#texts[0] ?? '';
    frame.steps = DEFAULT_STEPS;
    for (const [index, hole] of this.#holes.entries()) {
      const written = hole.write(frame);
      if (written instanceof Fault) errors.push(this.#error(written, hole, rule));
      text += written instanceof Fault ? UNKNOWN_VALUE : written;
      text += this.#texts[index + 1] ?? '';
    }
    return text;
  }

  #error(fault: Fault, hole: Hole, rule: RuleReference): DecisionError {
    const { start, end } = fault.span;
    const inner =
      end === 0 ? hole.span : { start: hole.span.start + start, end: hole.span.start + end };
    return errorOf(fault, rule, this.#source.locate(spanInFile(this.#excerpt, inner)));
  }
}

/** Compiles a message, adding the mistakes of its expressions to `diagnostics`. */
export function compileMessage(
  excerpt: Excerpt,
  source: PolicyText,
  diagnostics: Diagnostic[],
): Message | undefined {
  const texts: string[] = [];
  const holes: Hole[] = [];
  let at = 0;
  let sound = true;
  for (;;) {
    const open = excerpt.text.indexOf('{{', at);
    const close = open < 0 ? -1 : endOfHole(excerpt.text, open + 2);
    if (open >= 0 && close < 0) {
      diagnostics.push({
        code: 'condition/syntax',
        severity: 'error',
        location: source.shown.locate(spanInFile(excerpt, { start: open, end: open + 2 })),
        message: '`{{` is never closed',
        help: 'write `{{ param.amount }}`, with `}}` after the expression',
      });
      return undefined;
    }
    texts.push(excerpt.text.slice(at, open < 0 ? undefined : open));
    if (open < 0) break;
    const hole = compileHole(excerpt, source.shown, { start: open + 2, end: close }, diagnostics);
    if (hole === undefined) sound = false;
    else holes.push(hole);
    at = close + 2;
  }
  return sound ? new Message(excerpt, source.named, texts, holes) : undefined;
}

/**
 * Where the expression that begins at `start` ends: at the first `}}` outside its strings and maps, or at
 * the first of all where its quotes or braces do not match; -1 where there is none.
 */
function endOfHole(text: string, start: number): number {
  let depth = 0;
  for (const token of tokenize(text.slice(start))) {
    const at = start + token.start;
    if (token.text === '{') depth += 1;
    if (token.text !== '}') continue;
    if (depth === 0 && text.startsWith('}}', at)) return at;
    depth -= 1;
  }
  return text.indexOf('}}', start);
}

function compileHole(
  excerpt: Excerpt,
  source: SourceText,
  span: Span,
  diagnostics: Diagnostic[],
): Hole | undefined {
  const text = excerpt.text.slice(span.start, span.end);
  const { expression, mistakes } = readExpression(text, POLICY_ENVIRONMENT);
  for (const mistake of mistakes) {
    const moved = { start: span.start + mistake.span.start, end: span.start + mistake.span.end };
    diagnostics.push(diagnosticOf({ ...mistake, span: moved }, excerpt, source));
  }
  if (expression === undefined) return undefined;
  return { write: compileText(expression, POLICY_ENVIRONMENT, VALUE_LENGTH), span };
}
