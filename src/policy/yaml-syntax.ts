import type { ErrorCode, YAMLParseError } from 'yaml';
import type { Span } from '../diagnostics/source-text.ts';
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

/** Cases that share a code in the library, told apart by a word of its message. */
const MISSING: readonly (readonly [word: string, Explanation])[] = [
  ['closing', { message: 'a quote is not closed', help: 'close it with the same quote' }],
  [
    'Implicit map keys',
    { message: 'a key has no value', help: 'put a colon and a space after the key' },
  ],
  ['- indicator', { message: 'a list item has no `- `', help: 'begin the item with `- `' }],
  ['after :', { message: 'no space after a colon', help: 'put a space after the colon' }],
  ['Missing ,', { message: 'a comma is missing', help: 'put a comma between the items' }],
  ['must end with', { message: 'a bracket or brace is not closed', help: 'close it' }],
  ['Comments', { message: 'no space before a comment', help: 'put a space before the `#`' }],
];

const UNEXPECTED: Explanation = {
  message: 'text that YAML cannot place here',
  help: 'quote the whole value, or check the line above',
};

/** The library's syntax errors in our words; at most one for each line, since one slip causes several. */
export function explainSyntax(text: string, errors: readonly YAMLParseError[]): Finding[] {
  const findings: Finding[] = [];
  const lines = new Set<number>();
  for (const error of errors) {
    const span = spanOf(text, error.pos);
    const line = text.lastIndexOf('\n', span.start - 1);
    if (lines.has(line)) continue;
    lines.add(line);
    findings.push({ code: 'yaml/syntax', span, ...explain(error) });
  }
  return findings;
}

function explain(error: YAMLParseError): Explanation {
  const byCode = EXPLANATIONS[error.code];
  const unclosed = error.message.includes('must end with');
  if (byCode !== undefined && !unclosed) return byCode;
  return MISSING.find(([word]) => error.message.includes(word))?.[1] ?? UNEXPECTED;
}

/** At least one character, and not past the end of its first line. */
function spanOf(text: string, [start, end]: readonly [number, number]): Span {
  const from = Math.min(Math.max(start, 0), text.length);
  const lineEnd = text.indexOf('\n', from);
  const last = lineEnd < 0 ? text.length : lineEnd;
  return { start: from, end: Math.max(Math.min(end, last), Math.min(from + 1, last)) };
}
