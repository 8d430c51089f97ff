import { CST, Lexer, Parser } from 'yaml';
import type { Finding } from './finding.ts';

/** A policy file may hold at most this many bytes of UTF-8. */
export const MOST_BYTES = 1 << 20;

/** Collections inside each other. A policy needs 6; agent definition files may hold more. */
const MOST_LEVELS = 64;

/** Keys in a file. Ten thousand rules with a condition each are ten thousand keys. */
const MOST_KEYS = 20_000;

/** List items in a file, and lists and maps in brackets or braces. */
const MOST_ITEMS = 20_000;

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

/** Words, signs, spaces and line breaks in a file: ten for each of the most keys, and some more. */
const MOST_PARTS = 300_000;

/** Values, anchors or brackets beyond what the structure has places for, before a file is given up. */
const MOST_MISPLACED = 1_000;

/** What has been seen of a file so far. */
interface Tally {
  parts: number;
  keys: number;
  items: number;
  opened: number;
  closed: number;
  values: number;
  /** Anchors and tags. */
  properties: number;
}

/**
 * The concrete syntax of `text`, document by document. Stops with `LimitReached` as soon as
 * nesting, keys or items are too many, before any recursive step sees them, and where so much
 * of the text has no place that naming each mistake would take long.
 */
export function* tokensWithinLimits(text: string): Generator<CST.Token, void> {
  const parser = new Parser();
  const tally: Tally = {
    parts: 0,
    keys: 0,
    items: 0,
    opened: 0,
    closed: 0,
    values: 0,
    properties: 0,
  };
  let inScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    const at = parser.offset;
    if (!inScalar) count(lexeme, tally);
    inScalar = !inScalar && lexeme === CST.SCALAR;
    yield* parser.next(lexeme);
    if (levels(parser) > MOST_LEVELS) throw tooDeep(at);
    refuse(tally, at);
  }
  yield* parser.end();
}

/** Collections that are open: the stack holds the document too, and the scalar being read if there is one. */
function levels({ stack }: Parser): number {
  return CST.isCollection(stack.at(-1)) ? stack.length - 1 : stack.length - 2;
}

/** What a part of the text adds to the tally, by its first character. */
function count(lexeme: string, tally: Tally): void {
  tally.parts += 1;
  switch (lexeme.charAt(0)) {
    case ':':
      tally.keys += 1;
      break;
    case '-':
    case ',':
    case '?':
      tally.items += 1;
      break;
    case '[':
    case '{':
      tally.opened += 1;
      break;
    case ']':
    case '}':
      tally.closed += 1;
      break;
    case '&':
    case '!':
      tally.properties += 1;
      break;
    case CST.SCALAR:
    case '"':
    case "'":
    case '*':
    case '|':
    case '>':
      tally.values += 1;
      break;
  }
}

function refuse(tally: Tally, at: number): void {
  const { parts, keys, items, opened, closed, values, properties } = tally;
  if (parts > MOST_PARTS) throw tooMany('words and line breaks', MOST_PARTS, at);
  if (keys > MOST_KEYS) throw tooMany('keys', MOST_KEYS, at);
  if (items > MOST_ITEMS) throw tooMany('list items', MOST_ITEMS, at);
  // where one of them has no place, each is a mistake that takes time to name
  if (opened > MOST_ITEMS) throw tooMany('brackets and braces', MOST_ITEMS, at);
  const places = 2 * keys + items + opened;
  if (
    values > places + MOST_MISPLACED ||
    properties > 2 * places + MOST_MISPLACED ||
    closed > opened + MOST_MISPLACED
  ) {
    throw misplaced(at);
  }
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

const misplaced = (at: number): LimitReached =>
  new LimitReached({
    code: 'yaml/syntax',
    span: { start: at, end: at + 1 },
    message: 'this is not YAML: too much of the text has no place in it',
    help: 'check that the file is a policy',
  });
