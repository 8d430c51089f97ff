import { type ASTNode, Environment as Grammar, ParseError } from '@marcbachmann/cel-js';
import type { Span } from '../../diagnostics/source-text.ts';
import type { Expression, Literal, Node } from '../ast.ts';
import type { Limits } from '../environment.ts';
import type { Mistake } from '../fault.ts';
import { interned } from '../interned.ts';
import { fitsInt, Uint } from '../value.ts';
import { bytesOfLiteral } from './bytes-literal.ts';
import { expandMacro } from './macros.ts';
import { tooDeepBrackets, tooDeepLoop } from './nesting.ts';
import { balanceSpan } from './parentheses.ts';
import * as mistakes from './parse-mistakes.ts';
import { binary } from './relations.ts';
import { type Respelled, respell } from './spelling.ts';
import { explainSyntax } from './syntax-mistake.ts';
import { type Token, tokenize } from './tokens.ts';

export type Parsed =
  | { readonly expression: Expression; readonly mistakes?: undefined }
  | { readonly expression?: undefined; readonly mistakes: readonly Mistake[] };

/** Deeper than this the recursion of later stages is not safe, whatever the limits say. */
const DEEPEST = 250;

/**
 * Reads the text of an expression. Its length, its brackets and its nesting are checked before anything
 * recurses over it, so that no source can overflow the stack. Syntax stops at the first mistake; all
 * mistakes of literals, macros and limits are given.
 */
export function parse(source: string, limits: Limits): Parsed {
  if (source.length > limits.sourceLength) {
    return { mistakes: [mistakes.tooLong(source.length, limits.sourceLength)] };
  }
  const nesting = Math.min(limits.nesting, DEEPEST);
  const tokens = tokenize(source);
  const brackets = tooDeepBrackets(tokens, nesting);
  if (brackets !== undefined) return { mistakes: [mistakes.tooDeep(brackets, nesting)] };
  const respelled = respell(source, tokens);
  const tree = readTree(respelled.source, source, tokens, nesting);
  if ('mistake' in tree) return { mistakes: [tree.mistake] };
  const converter = new Converter(source, tokens, nesting, respelled);
  const expression = converter.convert(tree.ast, 0);
  if (converter.mistakes.length > 0) return { mistakes: converter.mistakes };
  const loop = tooDeepLoop(expression, limits.comprehensions);
  if (loop === undefined) return { expression };
  return { mistakes: [mistakes.tooManyLoops(loop.span, loop.macro, limits.comprehensions)] };
}

function readTree(
  respelled: string,
  source: string,
  tokens: readonly Token[],
  nesting: number,
): { ast: ASTNode } | { mistake: Mistake } {
  try {
    return { ast: grammarFor(nesting).parse(respelled).ast };
  } catch (error) {
    if (error instanceof RangeError) {
      return { mistake: mistakes.tooDeep({ start: 0, end: source.length }, nesting) };
    }
    if (!(error instanceof ParseError)) {
      // a number that the parser's own types refuse throws its evaluation error
      return { mistake: mistakes.numberTooLarge({ start: 0, end: source.length }) };
    }
    const start = error.range?.start ?? 0;
    const end = error.range?.end ?? source.length;
    if (error.code === 'limit_exceeded') {
      return { mistake: mistakes.tooDeep({ start, end: Math.max(end, start + 1) }, nesting) };
    }
    return { mistake: explainSyntax(source, tokens, error.code, error.summary, { start, end }) };
  }
}

const grammars = new Map<number, Grammar>();

/** The parser's own depth counts brackets, accesses and branches: each of them at most `nesting` deep. */
function grammarFor(nesting: number): Grammar {
  let grammar = grammars.get(nesting);
  if (grammar === undefined) {
    grammar = new Grammar({
      unlistedVariablesAreDyn: true,
      homogeneousAggregateLiterals: false,
      enableOptionalTypes: true,
      limits: {
        maxAstNodes: 1_000_000,
        maxDepth: 3 * nesting + 8,
        maxListElements: 1_000_000,
        maxMapEntries: 1_000_000,
        maxCallArguments: 1_000_000,
      },
    });
    grammars.set(nesting, grammar);
  }
  return grammar;
}

/** Turns the parser's tree into ours. */
class Converter {
  readonly mistakes: Mistake[] = [];
  readonly #source: string;
  readonly #tokens: readonly Token[];
  readonly #nesting: number;
  readonly #respelled: Respelled;

  constructor(source: string, tokens: readonly Token[], nesting: number, respelled: Respelled) {
    this.#respelled = respelled;
    this.#source = source;
    this.#tokens = tokens;
    this.#nesting = nesting;
  }

  convert(node: ASTNode, depth: number): Expression {
    const span = balanceSpan(this.#tokens, node);
    if (depth > this.#nesting) {
      return this.#refuse(mistakes.tooDeep(span, this.#nesting));
    }
    const inner = (child: ASTNode): Expression => this.convert(child, depth + 1);
    switch (node.op) {
      case 'value':
        return this.#literal(this.#valueOf(node), span);
      case 'id':
        return { kind: 'name', span, name: node.args };
      case '.':
      case '.?': {
        const fieldSpan = { start: node.pos, end: node.end };
        const target = inner(node.args[0]);
        const optional = node.op === '.?';
        const field = this.#respelled.fields.get(node.pos) ?? node.args[1];
        return { kind: 'select', span, target, field: interned(field), fieldSpan, optional };
      }
      case '[]':
      case '[?]': {
        const [target, index] = [inner(node.args[0]), inner(node.args[1])];
        return { kind: 'index', span, target, index, optional: node.op === '[?]' };
      }
      case 'list':
        return { kind: 'list', span, items: node.args.map(inner) };
      case 'map': {
        const entries = node.args.map(([key, value]) => [inner(key), inner(value)] as const);
        return { kind: 'map', span, entries };
      }
      case '?:': {
        const [test, consequent, alternative] = node.args;
        return {
          kind: 'conditional',
          span,
          test: inner(test),
          consequent: inner(consequent),
          alternative: inner(alternative),
        };
      }
      case '!_':
        return { kind: 'not', span, operand: inner(node.args) };
      case '-_':
        return this.#negate(node.args, span, inner);
      case '&&':
      case '||': {
        const operands = chain(node, node.op).map(inner);
        return { kind: node.op === '&&' ? 'and' : 'or', span, operands };
      }
      case 'call':
        return this.#call(node.args[0], undefined, node.args[1], node, span, inner);
      case 'rcall':
        return this.#call(node.args[0], node.args[1], node.args[2], node, span, inner);
      default:
        return binary(node.op, inner(node.args[0]), inner(node.args[1]), span, this.#tokens);
    }
  }

  #call(
    name: string,
    receiver: ASTNode | undefined,
    args: readonly ASTNode[],
    node: ASTNode,
    span: Span,
    inner: (child: ASTNode) => Expression,
  ): Expression {
    const call: Node<'call'> = {
      kind: 'call',
      span,
      name,
      nameSpan: this.#nameSpan(name, receiver === undefined ? node.start : receiver.end),
      receiver: receiver === undefined ? undefined : inner(receiver),
      args: args.map(inner),
    };
    const macro = expandMacro(call);
    if (macro === undefined) return call;
    return 'code' in macro ? this.#refuse(macro) : macro;
  }

  /** `-9223372036854775808` is a literal, though `9223372036854775808` is none. */
  #negate(operand: ASTNode, span: Span, inner: (child: ASTNode) => Expression): Expression {
    if (operand.op === 'value' && !this.#source.slice(span.start, operand.start).includes('(')) {
      const value = this.#valueOf(operand);
      if (typeof value === 'number' || typeof value === 'bigint') {
        return this.#literal(-value, span);
      }
    }
    return { kind: 'negate', span, operand: inner(operand) };
  }

  #valueOf(node: ASTNode): Literal {
    const respelled = this.#respelled.literals.get(node.start);
    if (respelled !== undefined) return respelled;
    const value = literalOf(node.args);
    if (!(value instanceof Uint8Array)) return value;
    return bytesOfLiteral(this.#source.slice(node.start, node.end), value);
  }

  #literal(value: Literal, span: Span): Expression {
    if (typeof value === 'bigint' && !fitsInt(value)) {
      return this.#refuse(mistakes.numberTooLarge(span));
    }
    return { kind: 'literal', span, value: typeof value === 'string' ? interned(value) : value };
  }

  #nameSpan(name: string, from: number): Span {
    const token = this.#tokens.find(({ start, text }) => start >= from && text === name);
    return token === undefined ? { start: from, end: from + name.length } : spanOf(token);
  }

  /** Notes a mistake and stands in for what could not be read. Too much nesting is said once. */
  #refuse(mistake: Mistake): Expression {
    const said =
      mistake.code === 'too-deep' && this.mistakes.some(({ code }) => code === 'too-deep');
    if (!said) this.mistakes.push(mistake);
    return { kind: 'literal', span: mistake.span, value: null };
  }
}

const spanOf = ({ start, end }: Span): Span => ({ start, end });

/** The operands of a chain of one operator, however it is grouped. */
function chain(node: ASTNode, operator: '&&' | '||'): ASTNode[] {
  const operands: ASTNode[] = [];
  const pending: ASTNode[] = [node];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.op === operator) pending.push(next.args[1] as ASTNode, next.args[0] as ASTNode);
    else operands.push(next);
  }
  return operands;
}

function literalOf(value: unknown): Literal {
  if (value === null || value instanceof Uint8Array) return value;
  switch (typeof value) {
    case 'boolean':
    case 'bigint':
    case 'number':
    case 'string':
      return value;
    default:
      // the parser's only other literal is its own unsigned integer
      return new Uint(BigInt(String(value)));
  }
}
