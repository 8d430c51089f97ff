import { RE2JS } from '@bufbuild/re2';
import { CharacterClasses, MAX_RUNE, type Ranges } from './regex-classes.ts';

/** What an instruction does: end in a match, go on at one or two places, assert, take a character, or nothing. */
export const MATCH = 1;
export const FORK = 2;
export const ASSERT = 3;
export const TAKE = 4;
const FAIL = 0;

/**
 * A regular expression as a program for a machine with many threads. Characters come in classes: those
 * that every instruction treats alike.
 */
export interface Program {
  readonly size: number;
  /** By instruction: what it does. */
  readonly operations: Uint8Array;
  /** Where it goes on; -1 for nowhere. A fork may go on at a second place too. */
  readonly next: Int32Array;
  readonly second: Int32Array;
  /** What an assertion asks of the two neighbouring characters, all of it; see `conditionsBetween`. */
  readonly conditions: Uint8Array;
  /** Marks the classes of which it takes a character. */
  readonly takes: readonly Uint8Array[];
  readonly start: number;
  readonly classCount: number;
  /** The class of each ASCII character. */
  readonly asciiClasses: Uint16Array;
  /** The first code point of each run of equal class, in order, and that class. */
  readonly runStarts: Int32Array;
  readonly runClasses: Uint16Array;
  /** What `conditionsBetween` needs to know of each class. */
  readonly classKinds: Uint8Array;
}

/** Kinds of neighbours that the conditions tell apart. */
export const OTHER = 0;
export const WORD = 1;
const NEW_LINE = 2;
export const EDGE = 3;

/** RE2's conditions: what must hold between two neighbours, or a neighbour and an edge of the text. */
const LINE_START = 0x01;
const LINE_END = 0x02;
export const TEXT_START = 0x04;
const TEXT_END = 0x08;
const WORD_BOUNDARY = 0x10;
const NO_WORD_BOUNDARY = 0x20;

/** Conditions that depend on the left neighbour alone. */
export const LEFT_CONDITIONS: number = LINE_START | TEXT_START;

/** The conditions that hold between a left and a right neighbour of these kinds. */
export function conditionsBetween(left: number, right: number): number {
  let holds = (left === WORD) === (right === WORD) ? NO_WORD_BOUNDARY : WORD_BOUNDARY;
  if (left === EDGE) holds |= TEXT_START | LINE_START;
  if (left === NEW_LINE) holds |= LINE_START;
  if (right === EDGE) holds |= TEXT_END | LINE_END;
  if (right === NEW_LINE) holds |= LINE_END;
  return holds;
}

/** Operations of @bufbuild/re2's compiled programs. */
const ALT = 1;
const ALT_MATCH = 2;
const CAPTURE = 3;
const EMPTY_WIDTH = 4;
const ACCEPT = 6;
const NOP = 7;
const RUNE = 8;
const RUNE1 = 9;
const RUNE_ANY = 10;
const RUNE_ANY_NOT_NL = 11;
const FOLD_CASE = 1;

type RawProgram = ReturnType<RE2JS['re2']>['prog'];
type RawInstruction = RawProgram['inst'][number];

/** Compiles a pattern; throws what @bufbuild/re2 throws for a syntax error. */
export function compileProgram(source: string): Program {
  const raw = RE2JS.compile(source).re2().prog;
  const variants = new Map<number, Ranges>();
  const ranges = shareEqual(raw.inst.map((instruction) => rangesOf(instruction, variants)));
  const asserts = raw.inst.some((instruction) => instruction.op === EMPTY_WIDTH);
  const classes = new CharacterClasses(asserts ? [...ranges, WORDS, NEW_LINES] : ranges);
  const takes = ranges.map((each) => classes.within(each));
  return {
    size: raw.inst.length,
    operations: new Uint8Array(raw.inst.map((instruction) => operationOf(instruction.op))),
    next: new Int32Array(raw.inst.map((instruction) => instruction.out)),
    second: new Int32Array(
      raw.inst.map(({ op, arg }) => (op === ALT || op === ALT_MATCH ? arg : -1)),
    ),
    conditions: new Uint8Array(raw.inst.map(({ op, arg }) => (op === EMPTY_WIDTH ? arg : 0))),
    takes,
    start: raw.start,
    classCount: classes.count,
    asciiClasses: classes.ofAscii(),
    runStarts: classes.starts,
    runClasses: classes.ids,
    classKinds: asserts ? kindsOf(classes) : new Uint8Array(classes.count),
  };
}

function operationOf(raw: number): number {
  switch (raw) {
    case ALT:
    case ALT_MATCH:
    case CAPTURE:
    case NOP:
      return FORK;
    case EMPTY_WIDTH:
      return ASSERT;
    case ACCEPT:
      return MATCH;
    case RUNE:
    case RUNE1:
    case RUNE_ANY:
    case RUNE_ANY_NOT_NL:
      return TAKE;
    default:
      return FAIL;
  }
}

const NOTHING: Ranges = [];
const WORDS: Ranges = [48, 57, 65, 90, 95, 95, 97, 122];
const NEW_LINES: Ranges = [10, 10];

function kindsOf(classes: CharacterClasses): Uint8Array {
  const words = classes.within(WORDS);
  const newLines = classes.within(NEW_LINES);
  return words.map((isWord, id) => (isWord === 1 ? WORD : newLines[id] === 1 ? NEW_LINE : OTHER));
}

/** The code points that an instruction takes. */
function rangesOf(raw: RawInstruction, variants: Map<number, Ranges>): Ranges {
  if (raw.op === RUNE_ANY) return [0, MAX_RUNE];
  if (raw.op === RUNE_ANY_NOT_NL) return [0, 9, 11, MAX_RUNE];
  if (raw.op !== RUNE && raw.op !== RUNE1) return NOTHING;
  const rune = raw.runes[0];
  if (rune === undefined || raw.runes.length > 1) return raw.runes;
  if ((raw.arg & FOLD_CASE) === 0) return [rune, rune];
  const known = variants.get(rune) ?? caseVariants(rune);
  variants.set(rune, known);
  return known;
}

/** The same list of ranges, with one object for all that are equal. */
function shareEqual(list: readonly Ranges[]): readonly Ranges[] {
  const bySum = new Map<number, Ranges[]>();
  const shared = new Map<Ranges, Ranges>();
  return list.map((ranges) => {
    const same = shared.get(ranges);
    if (same !== undefined) return same;
    const sum = ranges.reduce((total, rune) => total + rune, 0);
    const candidates = bySum.get(sum) ?? [];
    bySum.set(sum, candidates);
    const known = candidates.find(
      (other) => other.length === ranges.length && other.every((rune, at) => rune === ranges[at]),
    );
    if (known === undefined) candidates.push(ranges);
    shared.set(ranges, known ?? ranges);
    return known ?? ranges;
  });
}

/** All that equals a character when case does not count, as RE2 itself writes it out in a class. */
function caseVariants(rune: number): Ranges {
  const hexadecimal = rune.toString(16);
  // The second member keeps the class from being turned back into the single character.
  const folded = RE2JS.compile(`(?i)[\\x{${hexadecimal}}\\x{10ffff}]`).re2().prog.inst;
  const members = folded.find((instruction) => instruction.runes.length > 1)?.runes ?? [];
  return members.slice(0, -2);
}
