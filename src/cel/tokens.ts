import type { Span } from '../diagnostics/source-text.ts';

/** A token as people see it, for limits and messages; the grammar itself is the parser's. */
export interface Token extends Span {
  readonly kind: 'word' | 'number' | 'string' | 'quoted' | 'operator' | 'stray';
  readonly text: string;
}

const WHITESPACE_OR_COMMENT = /(?:[ \t\r\n\f]+|\/\/[^\n]*)*/y;
const STRING =
  /(?:[bB][rR]?|[rR][bB]?)?(?:"""(?:\\[\s\S]|[^\\])*?"""|'''(?:\\[\s\S]|[^\\])*?'''|"(?:\\.|[^"\\\n\r])*"|'(?:\\.|[^'\\\n\r])*')/y;
const NUMBER = /0[xX][0-9a-fA-F]+[uU]?|(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[uU]?/y;
/** A field name in backquotes: letters, digits, and `_./-` with spaces, as the CEL grammar has it. */
const QUOTED = /`[A-Za-z0-9_./ -]+`/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const OPERATOR = /===|!==|==|!=|<=|>=|<>|&&|\|\||[-+*/%<>!()[\]{}.,:?]/y;

/**
 * Splits a source into tokens, comments and white space left out. Never fails: what belongs to no token
 * is a `stray` character, and an unterminated string is a stray quote.
 */
export function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = skip(source, 0);
  while (at < source.length) {
    const token = next(source, at);
    tokens.push(token);
    at = skip(source, token.end);
  }
  return tokens;
}

function skip(source: string, at: number): number {
  WHITESPACE_OR_COMMENT.lastIndex = at;
  return WHITESPACE_OR_COMMENT.test(source) ? WHITESPACE_OR_COMMENT.lastIndex : at;
}

function next(source: string, start: number): Token {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = start;
    if (pattern.test(source)) {
      const end = pattern.lastIndex;
      return { kind, text: source.slice(start, end), start, end };
    }
  }
  const text = String.fromCodePoint(source.codePointAt(start) ?? 0);
  return { kind: 'stray', text, start, end: start + text.length };
}

const PATTERNS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['string', STRING],
  ['number', NUMBER],
  ['quoted', QUOTED],
  ['word', WORD],
  ['operator', OPERATOR],
];
