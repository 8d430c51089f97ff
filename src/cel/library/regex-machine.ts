import {
  ASSERT,
  conditionsBetween,
  EDGE,
  FORK,
  LEFT_CONDITIONS,
  MATCH,
  OTHER,
  type Program,
  runOf,
  TAKE,
  TEXT_START,
} from './regex-program.ts';
import { StateTable, UNKNOWN } from './regex-states.ts';
import { ThreadSet } from './regex-threads.ts';

/** Where a transition leads when not to a state: to a match, or to where none can come. */
const MATCHED = -2;
const LOST = -3;

/**
 * Runs a program on texts as a deterministic automaton whose states are made when first needed. A step
 * into a known state is one look into a table; one into a new state costs as much as the program has
 * instructions. What is kept is bounded.
 */
export class Machine {
  readonly #program: Program;
  /** One more class than the program's: the end of the text. */
  readonly #stride: number;
  readonly #states: StateTable;
  /** Whether every match begins where the text does; else one may begin anywhere. */
  readonly #anchored: boolean;
  /** The threads of the state to come, and those of the present one once it is known what stands to their right. */
  readonly #threads: ThreadSet;
  readonly #resolved: ThreadSet;

  constructor(program: Program) {
    this.#program = program;
    this.#stride = program.classCount + 1;
    this.#states = new StateTable(this.#stride);
    this.#anchored = beginsWithTextStart(program);
    this.#threads = new ThreadSet(program.size);
    this.#resolved = new ThreadSet(program.size);
  }

  /** Whether the program matches anywhere in the text. */
  test(text: string): boolean {
    const { asciiClasses, runStarts, runClasses } = this.#program;
    const stride = this.#stride;
    let state = this.#start();
    if (state < 0) return state === MATCHED;
    let table = this.#states.transitions;
    for (let at = 0; at < text.length; at += 1) {
      let rune = text.charCodeAt(at);
      let id: number;
      if (rune < 128) id = asciiClasses[rune] as number;
      else {
        if (rune >= 0xd800 && rune < 0xdc00) {
          rune = text.codePointAt(at) as number;
          if (rune > 0xffff) at += 1;
        }
        id = runClasses[runOf(runStarts, rune)] as number;
      }
      let next = table[state * stride + id] as number;
      if (next === UNKNOWN) {
        next = this.#advance(state, id);
        table = this.#states.transitions;
      }
      if (next < 0) return next === MATCHED;
      state = next;
    }
    const end = table[state * stride + stride - 1] as number;
    return (end === UNKNOWN ? this.#advance(state, stride - 1) : end) === MATCHED;
  }

  /**
   * Makes all states there are, unless there are more than the table holds or more transitions than
   * `limit`. Where it succeeds, which it tells, no text can make the machine slow.
   */
  explore(limit: number): boolean {
    this.#start();
    let transitions = 0;
    for (let state = 0; state < this.#states.count; state += 1) {
      for (let id = 0; id < this.#stride; id += 1) {
        transitions += 1;
        if (transitions > limit || !this.#states.hasRoom(this.#program.size)) return false;
        this.#advance(state, id);
      }
    }
    return true;
  }

  #start(): number {
    if (this.#states.count > 0) return 0;
    this.#threads.clear();
    if (this.#follow(this.#program.start, EDGE)) return MATCHED;
    return this.#settle(EDGE);
  }

  /** Finds the transition of a state by a class, and notes it. */
  #advance(state: number, id: number): number {
    const generation = this.#states.generation;
    const atEnd = id === this.#stride - 1;
    const right = atEnd ? EDGE : (this.#program.classKinds[id] as number);
    let next: number;
    if (this.#resolve(state, right)) next = MATCHED;
    else next = atEnd ? LOST : this.#take(id, right);
    if (this.#states.generation === generation) {
      this.#states.transitions[state * this.#stride + id] = next;
    }
    return next;
  }

  /** Lets threads pass their assertions now that the right neighbour is known. Gives whether one has matched. */
  #resolve(state: number, right: number): boolean {
    const holds = conditionsBetween(this.#states.left(state), right);
    this.#resolved.clear();
    for (let index = 0; index < this.#states.size(state); index += 1) {
      if (this.#spread(this.#states.thread(state, index), holds, this.#resolved)) return true;
    }
    return false;
  }

  /** The state after a character of class `id`, from the threads just resolved. */
  #take(id: number, kind: number): number {
    const { operations, takes, next, start } = this.#program;
    const resolved = this.#resolved;
    this.#threads.clear();
    for (let index = 0; index < resolved.size; index += 1) {
      const thread = resolved.at(index);
      if (operations[thread] !== TAKE || takes[thread]?.[id] !== 1) continue;
      if (this.#follow(next[thread] as number, kind)) return MATCHED;
    }
    if (!this.#anchored && this.#follow(start, kind)) return MATCHED;
    return this.#settle(kind);
  }

  /** Adds what a thread reaches without a character while only its left neighbour is known. */
  #follow(start: number, left: number): boolean {
    return this.#spread(start, conditionsBetween(left, OTHER) & LEFT_CONDITIONS, this.#threads);
  }

  /** Adds a thread and all that it reaches without a character where these conditions hold. Gives whether that is a match. */
  #spread(start: number, holds: number, threads: ThreadSet): boolean {
    const { operations, next, second, conditions } = this.#program;
    const first = threads.size;
    threads.add(start);
    for (let index = first; index < threads.size; index += 1) {
      const thread = threads.at(index);
      const operation = operations[thread];
      if (operation === MATCH) return true;
      if (operation === FORK) {
        threads.add(next[thread] as number);
        if (second[thread] !== -1) threads.add(second[thread] as number);
      } else if (operation === ASSERT && ((conditions[thread] as number) & ~holds) === 0) {
        threads.add(next[thread] as number);
      }
    }
    return false;
  }

  /** The state of the threads that wait: for a character, or for what the right neighbour decides. */
  #settle(left: number): number {
    const { operations, conditions } = this.#program;
    const holds = conditionsBetween(left, OTHER) & LEFT_CONDITIONS;
    let asserts = false;
    this.#threads.keep((thread) => {
      if (operations[thread] !== ASSERT) return operations[thread] === TAKE;
      const missing = (conditions[thread] as number) & ~holds;
      if (missing === 0 || (missing & LEFT_CONDITIONS) !== 0) return false;
      asserts = true;
      return true;
    });
    if (this.#threads.size === 0 && this.#anchored) return LOST;
    return this.#states.numberOf(this.#threads, asserts ? left : OTHER);
  }
}

/** Whether the text's start is asserted before anything else can happen. */
function beginsWithTextStart({ start, operations, next, second, conditions }: Program): boolean {
  let at = start;
  while (operations[at] === FORK && second[at] === -1) at = next[at] as number;
  return operations[at] === ASSERT && ((conditions[at] as number) & TEXT_START) !== 0;
}
