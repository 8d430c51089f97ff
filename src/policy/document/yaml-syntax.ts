import type { ErrorCode, YAMLParseError } from 'yaml';
import type { Span } from '../../diagnostics/source-text.ts';
import type { Finding } from './finding.ts';

interface Explanation {
  readonly message: string;
  readonly help: string;
}

/** What each error of the YAML library means to someone who writes a policy. */
const EXPLANATIONS: Partial<Record<ErrorCode, Explanation>> = {
  ALIAS_PROPS: {
    message: 'an alias cannot have an anchor or a tag',
    help: 'quote the text if it is not meant as an alias',
  },
  BAD_ALIAS: {
    message: 'an alias or anchor has no usable name',
    help: 'quote the text if it begins with `*` or `&`',
  },
  BAD_DIRECTIVE: {
    message: 'a policy has no YAML directives',
    help: 'remove the line that begins with `%`',
  },
  BAD_DQ_ESCAPE: {
    message: 'the text between double quotes has an escape that YAML does not know',
    help: 'use single quotes, or double the backslash',
  },
  BAD_INDENT: {
    message: 'the indentation fits nothing above it',
    help: 'line it up with its neighbours',
  },
  BAD_SCALAR_START: {
    message: 'unquoted text cannot begin with this character',
    help: 'quote the text',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'a second key on one line',
    help: 'quote the text after the first `: `, or put the second key on a line of its own',
  },
  BLOCK_IN_FLOW: {
    message: 'an indented list or map inside brackets or braces',
    help: 'write it with brackets or braces as well, or without any',
  },
  KEY_OVER_1024_CHARS: {
    message: 'a key is longer than 1024 characters',
    help: 'shorten it',
  },
  MULTILINE_IMPLICIT_KEY: {
    message: 'a key runs over several lines',
    help: 'check the line above: is a colon or a quote missing?',
  },
  MULTIPLE_ANCHORS: { message: 'two anchors on one value', help: 'keep one of them' },
  MULTIPLE_TAGS: { message: 'two tags on one value', help: 'remove them' },
  RESOURCE_EXHAUSTION: {
    message: 'the file nests too deep to be read',
    help: 'a policy needs no more than 6 levels',
  },
  TAB_AS_INDENT: { message: 'a tab is used for indentation', help: 'indent with spaces' },
  TAG_RESOLVE_FAILED: {
    message: 'the value does not fit its tag',
    help: 'remove the tag, or quote the text if it begins with `!`',
  },
};

/** Cases that share a code with others, told apart by words of the library's message. */
const BY_WORDS: readonly (readonly [words: string, Explanation])[] = [
  ['closing', { message: 'a quote is not closed', help: 'close it with the same quote' }],
  ['end with a', { message: 'a bracket or brace is not closed', help: 'close it' }],
  [
    'A block sequence may not',
    { message: 'the list item fits nothing above it', help: 'line it up with its neighbours' },
  ],
  [
    'on same line with key',
    {
      message: 'a list item stands on the line of its key',
      help: 'put it on a line of its own, or write the list in brackets',
    },
  ],
  [
    'Implicit map keys',
    { message: 'a key has no value', help: 'put a colon and a space after the key' },
  ],
  ['- indicator', { message: 'a list item has no `- `', help: 'begin the item with `- `' }],
  ['after :', { message: 'no space after a colon', help: 'put a space after the colon' }],
  ['Missing ,', { message: 'a comma is missing', help: 'put a comma between the items' }],
  ['Comments', { message: 'no space before a comment', help: 'put a space before the `#`' }],
];

const UNEXPECTED: Explanation = {
  message: 'text that YAML cannot place here',
  help: 'quote the whole value, or check the line above',
};

/** The library's syntax errors in our words and at the place where they begin. */
export function explainSyntax(text: string, errors: readonly YAMLParseError[]): Finding[] {
  return errors.map((error) => {
    const span = isUnclosedBracket(error)
      ? openBracket(text, error.pos[0])
      : spanOf(text, error.pos, error.code);
    return { code: 'yaml/syntax', span, ...explain(error) };
  });
}

const isUnclosedBracket = (error: YAMLParseError): boolean => error.message.includes('end with a');

/** Whether the error is a quote that is never closed, which the library notices at the end only. */
export const isUnclosedQuote = (error: YAMLParseError): boolean =>
  error.message.includes('closing');

function explain(error: YAMLParseError): Explanation {
  const byWords = BY_WORDS.find(([words]) => error.message.includes(words))?.[1];
  return byWords ?? EXPLANATIONS[error.code] ?? UNEXPECTED;
}

/** The bracket or brace before `end` that nothing closes. */
function openBracket(text: string, end: number): Span {
  let closed = 0;
  for (let at = Math.min(end, text.length) - 1; at >= 0; at -= 1) {
    const character = text.charAt(at);
    if (character === ']' || character === '}') closed += 1;
    else if (character === '[' || character === '{') {
      if (closed === 0) return { start: at, end: at + 1 };
      closed -= 1;
    }
  }
  return spanOf(text, [end, end + 1], 'BAD_INDENT');
}

/** From the first character that shows, at least one character, and not past the end of its line. */
function spanOf(text: string, [start, end]: readonly [number, number], code: ErrorCode): Span {
  let from = Math.min(Math.max(start, 0), text.length);
  while (code !== 'TAB_AS_INDENT' && /[ \t]/.test(text.charAt(from))) from += 1;
  const lineEnd = text.indexOf('\n', from);
  const last = lineEnd < 0 ? text.length : lineEnd;
  return { start: from, end: Math.max(Math.min(end, last), Math.min(from + 1, last)) };
}
