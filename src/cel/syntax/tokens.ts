import type { Span } from '../../diagnostics/source-text.ts';

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
  const kind = kindAt(source, start);
  const pattern = PATTERNS[kind];
  pattern.lastIndex = start;
  if (pattern.test(source)) {
    const end = pattern.lastIndex;
    return { kind, text: source.slice(start, end), start, end };
  }
  const text = String.fromCodePoint(source.codePointAt(start) ?? 0);
  return { kind: 'stray', text, start, end: start + text.length };
}

const PATTERNS = { string: STRING, number: NUMBER, quoted: QUOTED, word: WORD, operator: OPERATOR };

/** Which kind of token can begin here: its first characters tell. */
function kindAt(source: string, at: number): keyof typeof PATTERNS {
  const first = source.charCodeAt(at);
  if (isLetter(first)) return isPrefixedString(source, at) ? 'string' : 'word';
  if (isDigit(first)) return 'number';
  switch (source.charAt(at)) {
    case '.':
      return isDigit(source.charCodeAt(at + 1)) ? 'number' : 'operator';
    case '"':
    case "'":
      return 'string';
    case '`':
      return 'quoted';
    default:
      return 'operator';
  }
}

function isPrefixedString(source: string, at: number): boolean {
  if (!PREFIXES.includes(source.charAt(at))) return false;
  STRING.lastIndex = at;
  return STRING.test(source);
}

const PREFIXES = 'bBrR';

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

const isLetter = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
