import { type CST, Lexer, Parser } from 'yaml';
import type { Finding } from './finding.ts';

/** A policy file may hold at most this many bytes of UTF-8. */
export const MOST_BYTES = 1 << 20;

/** Collections inside each other. A policy needs 6; agent definition files may hold more. */
export const MOST_LEVELS = 64;

/** Keys in a file. Ten thousand rules with a condition each are ten thousand keys. */
export const MOST_KEYS = 20_000;

/** List items in a file. */
export const MOST_ITEMS = 50_000;

/** Values in a file, counting what an alias stands for at each place where it stands. */
export const MOST_VALUES = 100_000;

/** Thrown out of the token stream when a file is too much to read on; caught by `readDocument`. */
export class LimitReached extends Error {
  readonly finding: Finding;

  constructor(finding: Finding) {
    super(finding.message);
    this.finding = finding;
  }
}

/** The finding for a text of more than `MOST_BYTES`, told before anything looks into it. */
export function tooLarge(text: string): Finding | undefined {
  if (text.length * 3 <= MOST_BYTES) return undefined;
  if (text.length <= MOST_BYTES && new TextEncoder().encode(text).length <= MOST_BYTES) {
    return undefined;
  }
  return {
    code: 'file/too-large',
    span: { start: 0, end: 0 },
    message: 'the file is larger than 1 MiB',
    help: 'split the policy into several files of one directory',
  };
}

/**
 * The concrete syntax of `text`, document by document. Stops with `LimitReached` as soon as
 * nesting, keys or items are too many, before any recursive step sees them.
 */
export function* tokensWithinLimits(text: string): Generator<CST.Token, void> {
  const parser = new Parser();
  let keys = 0;
  let items = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === ':') keys += 1;
    else if (lexeme === '-' || lexeme === ',') items += 1;
    const at = parser.offset;
    yield* parser.next(lexeme);
    // the stack holds the document and the scalar being read as well
    if (parser.stack.length > MOST_LEVELS + 2) throw tooDeep(at);
    if (keys > MOST_KEYS) throw tooMany('keys', MOST_KEYS, at);
    if (items > MOST_ITEMS) throw tooMany('list items', MOST_ITEMS, at);
  }
  yield* parser.end();
}

const tooDeep = (at: number): LimitReached =>
  new LimitReached({
    code: 'yaml/depth-limit',
    span: { start: at, end: at + 1 },
    message: `the file nests deeper than ${MOST_LEVELS} levels`,
    help: 'a policy needs no more than 6 levels',
  });

const tooMany = (what: string, most: number, at: number): LimitReached =>
  new LimitReached({
    code: 'yaml/key-limit',
    span: { start: at, end: at + 1 },
    message: `the file has more than ${most} ${what}`,
    help: 'split the policy into several files of one directory',
  });
