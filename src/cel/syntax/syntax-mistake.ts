import type { Span } from '../../diagnostics/source-text.ts';
import type { Mistake, MistakeCode } from '../fault.ts';
import { foreignWord } from './foreign-words.ts';
import { numberTooLarge } from './parse-mistakes.ts';
import type { Token } from './tokens.ts';

/**
 * Says what is wrong where the parser stopped, in our own words: from its code, the place, and the tokens
 * around. Nothing of the parser's text is kept but the token it missed.
 */
export function explainSyntax(
  source: string,
  tokens: readonly Token[],
  code: string,
  summary: string,
  span: Span,
): Mistake {
  if (tokens.length === 0) {
    return mistake(
      { start: 0, end: source.length },
      'the expression is empty',
      'write a condition, as in param.amount > 1000',
    );
  }
  const literal = LITERALS[code];
  if (literal !== undefined) {
    return mistake(span, literal.message, literal.help, literal.code ?? 'syntax');
  }
  if (code === 'invalid_integer' || code === 'invalid_hex_integer')
    return invalidInteger(source, span);
  if (code === 'invalid_macro_argument') {
    return mistake(
      span,
      'a loop needs a plain variable name here',
      'write list.exists(item, item.price > 10)',
    );
  }
  const foreign = foreignSyntax(tokens, span);
  if (foreign !== undefined) return foreign;
  if (code === 'reserved_identifier') {
    return mistake(
      span,
      `\`${source.slice(span.start, span.end)}\` is a reserved word`,
      'choose another name',
    );
  }
  return unexpected(source, tokens, summary, span);
}

const LITERALS: Readonly<
  Record<string, { readonly message: string; readonly help: string; readonly code?: MistakeCode }>
> = {
  invalid_number: {
    message: 'this number is too large for a double',
    help: 'the largest is about 1.79e308',
    code: 'invalid-literal',
  },
  invalid_exponent: {
    message: 'the exponent has no digits',
    help: 'write it as in 1e6',
    code: 'invalid-literal',
  },
  newline_in_string: {
    message: 'the text runs over the end of its line',
    help: 'close the quote, or use three quotes for a text of several lines',
  },
  unterminated_string: { message: 'the text has no closing quote', help: 'close the quote' },
  unterminated_triple_quoted_string: {
    message: 'the text has no closing quotes',
    help: 'close it with three quotes',
  },
  bytes_unicode_escape: {
    message: 'bytes take no `\\u` escape',
    help: 'write each byte, as in b"\\xff"',
    code: 'invalid-literal',
  },
  invalid_unicode_escape: {
    message: 'this is no Unicode escape',
    help: 'write four digits after \\u, or eight after \\U, at most \\U0010FFFF',
    code: 'invalid-literal',
  },
  invalid_unicode_surrogate: {
    message: 'half of a surrogate pair is no character',
    help: 'write the whole character, as in \\U0001F600',
    code: 'invalid-literal',
  },
  invalid_hex_escape: {
    message: 'this is no hexadecimal escape',
    help: 'write two digits, as in \\x41',
    code: 'invalid-literal',
  },
  invalid_octal_escape: {
    message: 'this is no octal escape',
    help: 'write three digits, as in \\101; a backslash itself is \\\\',
    code: 'invalid-literal',
  },
  octal_escape_out_of_range: {
    message: 'this octal escape is above \\377',
    help: 'write it as in \\u1234',
    code: 'invalid-literal',
  },
  invalid_escape_sequence: {
    message: 'there is no such escape',
    help: 'a backslash itself is \\\\; in a raw text, as in r"\\d", it stands for itself',
    code: 'invalid-literal',
  },
};

function invalidInteger(source: string, span: Span): Mistake {
  const text = source.slice(span.start, span.end);
  if (/^0[xX][uU]?$/.test(text)) {
    return mistake(
      span,
      'a hexadecimal number needs digits',
      'write it as in 0x1F',
      'invalid-literal',
    );
  }
  return numberTooLarge(span);
}

/** What other languages write where CEL has an operator of its own. */
const FOREIGN_OPERATORS: Readonly<Record<string, string>> = {
  '===': '==',
  '!==': '!=',
  '<>': '!=',
  '=': '==',
  '&': '&&',
  '|': '||',
};

function foreignSyntax(tokens: readonly Token[], span: Span): Mistake | undefined {
  const at = tokens.findIndex((token) => token.end > span.start);
  const token = tokens[at];
  if (token === undefined) return undefined;
  // the parser may have swallowed half of `===` already
  for (const candidate of [token, tokens[at - 1]]) {
    if (candidate === undefined) continue;
    const operator = FOREIGN_OPERATORS[candidate.text];
    if (operator !== undefined && candidate.kind !== 'string') {
      return mistake(candidate, `\`${candidate.text}\` is no operator`, `write \`${operator}\``);
    }
    const word = candidate.kind === 'word' ? foreignWord(candidate.text) : undefined;
    if (word?.operator) {
      const next = tokens[tokens.indexOf(candidate) + 1];
      const negated = candidate.text.toLowerCase() === 'not' && next?.text === 'in';
      return mistake(
        candidate,
        `\`${candidate.text}\` is no operator`,
        negated ? 'write `!(value in list)`' : `write ${word.instead}`,
      );
    }
  }
  if (token.kind === 'stray' && '‘’“”„«»'.includes(token.text)) {
    return mistake(
      token,
      `\`${token.text}\` is no quotation mark of the language`,
      'write " or \'',
    );
  }
  return undefined;
}

const EXPECTED: Readonly<Record<string, string>> = {
  RPAREN: 'a closing `)`',
  RBRACKET: 'a closing `]`',
  RBRACE: 'a closing `}`',
  COLON: 'a `:`',
  IDENTIFIER: 'a name',
};

function unexpected(
  source: string,
  tokens: readonly Token[],
  summary: string,
  span: Span,
): Mistake {
  const missing = EXPECTED[/^Expected (\w+)/.exec(summary)?.[1] ?? ''];
  const token = tokens.find(({ end }) => end > span.start);
  if (token === undefined) {
    const last = tokens[tokens.length - 1] as Token;
    const place = { start: last.start, end: source.length };
    if (missing !== undefined) {
      return mistake(place, 'the expression ends too early', `${missing} is missing`);
    }
    return mistake(place, `nothing follows \`${last.text}\``, 'write a value after it');
  }
  const previous = tokens[tokens.indexOf(token) - 1];
  if (previous?.text === '.' && (token.kind === 'word' || token.kind === 'number')) {
    return mistake(
      token,
      `\`${token.text}\` cannot follow a dot`,
      `write ["${token.text}"] in place of .${token.text}`,
    );
  }
  const help = missing === undefined ? hintFor(token, previous) : `${missing} was expected here`;
  return mistake(token, `\`${token.text}\` is not expected here`, help);
}

function hintFor(token: Token, previous: Token | undefined): string {
  if (token.kind === 'stray' && /["']/.test(token.text)) return 'close the quote';
  if (previous !== undefined && previous.kind !== 'operator' && token.kind !== 'operator') {
    return 'write an operator between the two, such as `&&` or `==`';
  }
  return 'a value was expected here, or the end';
}

function mistake(span: Span, message: string, help: string, code: MistakeCode = 'syntax'): Mistake {
  return { code, severity: 'error', span: { start: span.start, end: span.end }, message, help };
}
