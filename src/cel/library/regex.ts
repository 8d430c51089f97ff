import { RE2JSSyntaxException } from '@bufbuild/re2';
import { Machine } from './regex-machine.ts';
import { compileProgram } from './regex-program.ts';
import { estimateSize } from './regex-size.ts';

/** A regular expression that takes time linear in its input, and bounded memory. */
export interface Pattern {
  /** Whether it matches anywhere in the text. */
  readonly test: (text: string) => boolean;
  /** Steps per UTF-16 unit of input. */
  readonly costPerUnit: number;
}

/** UTF-16 units of a pattern. */
const MAX_LENGTH = 1000;

/** Instructions of its program; `{n,m}` counts as often as it says. */
const MAX_INSTRUCTIONS = 2000;

/**
 * Work put into finding all states when a pattern is compiled, so that none is left to be found when it
 * is used: some 0.3 ms, which is enough for a dozen words with repeats between them. Less for large
 * programs, which hardly ever have few states and of which there may be thousands.
 */
const MAX_EXPLORING_WORK = 14_000;
const EXPLORING_WORK_BY_SIZE = 1_000_000;

/** A text costs this much a unit when all transitions are there; about 5 ns, 20 ns outside ASCII. */
const EXPLORED_COST = 0.1;

/** And this much when each unit may need a new state, which takes some 500 ns and 15 ns an instruction. */
const NEW_STATE_COST = 3;
const INSTRUCTION_COST = 0.1;

/**
 * Compiles a pattern in RE2's syntax, which has neither look-around nor back-references. Where that
 * cannot be done, the message says what is wrong with the pattern.
 */
export function compilePattern(source: string): Pattern | { readonly message: string } {
  if (source.length > MAX_LENGTH) {
    return { message: `the pattern is longer than ${MAX_LENGTH} characters` };
  }
  if (estimateSize(source) > MAX_INSTRUCTIONS) {
    return { message: 'the pattern is too large: its counted repeats are written out one by one' };
  }
  let machine: Machine;
  let size: number;
  try {
    const program = compileProgram(source);
    machine = new Machine(program);
    size = program.size;
  } catch (error) {
    return { message: explain(error) };
  }
  const explored = machine.explore(Math.min(MAX_EXPLORING_WORK, EXPLORING_WORK_BY_SIZE / size));
  return {
    test: (text) => machine.test(text),
    costPerUnit: explored ? EXPLORED_COST : NEW_STATE_COST + size * INSTRUCTION_COST,
  };
}

/** RE2's own words, or better ones for what other engines have and this cannot. */
function explain(error: unknown): string {
  if (!(error instanceof RE2JSSyntaxException)) return 'the pattern is not a regular expression';
  const part = error.input ?? '';
  const around = /^\(\?<?[=!]/.exec(part);
  if (around !== null) return `look-around such as \`${around[0]}\` is not supported`;
  if (/^\\[1-9]/.test(part)) return `back-references such as \`${part}\` are not supported`;
  return part === '' ? error.error : `${error.error}: \`${part}\``;
}
