import { runOf } from './regex-classes.ts';
import {
  ASSERT,
  conditionsBetween,
  EDGE,
  FORK,
  LEFT_CONDITIONS,
  MATCH,
  OTHER,
  type Program,
  TAKE,
  TEXT_START,
} from './regex-program.ts';
import { StateTable, UNKNOWN } from './regex-states.ts';
import { ThreadSet } from './regex-threads.ts';

/** Where a transition leads when not to a state: to a match, or to where none can come. */
const MATCHED = -2;
const LOST = -3;

/**
 * The threads of the state to come, and those of the present one once it is known what stands to their
 * right. They are filled and read within one transition, so that all machines share them.
 */
const THREADS = new ThreadSet();
const RESOLVED = new ThreadSet();

/**
 * Runs a program on texts as a deterministic automaton whose states are made when first needed. A step
 * into a known state is one look into a table; one into a new state costs as much as the program has
 * instructions. What is kept is bounded.
 */
export class Machine {
  readonly #program: Program;
  /** One more class than the program's: the end of the text. */
  readonly #stride: number;
  #states: StateTable;
  /** Whether every match begins where the text does; else one may begin anywhere. */
  readonly #anchored: boolean;

  constructor(program: Program) {
    this.#program = program;
    this.#stride = program.classCount + 1;
    this.#states = new StateTable(this.#stride);
    this.#anchored = beginsWithTextStart(program);
    THREADS.reserve(program.size);
    RESOLVED.reserve(program.size);
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
   * Makes all states there are, unless there are more than the table holds, or their transitions take
   * more work than `limit`: one for each, and one for each thread of a state that it starts from. Where it
   * succeeds, which it tells, no text can make the machine slow; else it keeps nothing of what it made.
   */
  explore(limit: number): boolean {
    this.#start();
    let work = 0;
    for (let state = 0; state < this.#states.count; state += 1) {
      work += this.#stride * (1 + this.#states.size(state));
      if (work > limit) return this.#giveUp();
      if (!this.#exploreFrom(state)) return this.#giveUp();
    }
    return true;
  }

  /** Finds all transitions of a state, while there is room for what they lead to. */
  #exploreFrom(state: number): boolean {
    for (let right = OTHER; right <= EDGE; right += 1) {
      let matched: boolean | undefined;
      for (let id = 0; id < this.#stride; id += 1) {
        if (this.#kindOf(id) !== right) continue;
        if (!this.#states.hasRoom(this.#program.size)) return false;
        matched ??= this.#resolve(state, right);
        this.#enter(state, id, matched);
      }
    }
    return true;
  }

  #giveUp(): false {
    this.#states = new StateTable(this.#stride);
    return false;
  }

  #start(): number {
    if (this.#states.count > 0) return 0;
    THREADS.clear();
    if (this.#follow(this.#program.start, EDGE)) return MATCHED;
    return this.#settle(EDGE);
  }

  /** Finds the transition of a state by a class, and notes it. */
  #advance(state: number, id: number): number {
    return this.#enter(state, id, this.#resolve(state, this.#kindOf(id)));
  }

  /** What the character on the right is: one of a class, or the end of the text. */
  #kindOf(id: number): number {
    return id === this.#stride - 1 ? EDGE : (this.#program.classKinds[id] as number);
  }

  /** The same as `#advance` once the state's threads are resolved. */
  #enter(state: number, id: number, matched: boolean): number {
    const generation = this.#states.generation;
    let next: number;
    if (matched) next = MATCHED;
    else next = id === this.#stride - 1 ? LOST : this.#take(id, this.#kindOf(id));
    if (this.#states.generation === generation) {
      this.#states.transitions[state * this.#stride + id] = next;
    }
    return next;
  }

  /** Lets threads pass their assertions now that the right neighbour is known. Gives whether one has matched. */
  #resolve(state: number, right: number): boolean {
    const holds = conditionsBetween(this.#states.left(state), right);
    RESOLVED.clear();
    for (let index = 0; index < this.#states.size(state); index += 1) {
      if (this.#spread(this.#states.thread(state, index), holds, RESOLVED)) return true;
    }
    return false;
  }

  /** The state after a character of class `id`, from the threads just resolved. */
  #take(id: number, kind: number): number {
    const { operations, takes, next, start } = this.#program;
    THREADS.clear();
    for (let index = 0; index < RESOLVED.size; index += 1) {
      const thread = RESOLVED.at(index);
      if (operations[thread] !== TAKE || takes[thread]?.[id] !== 1) continue;
      if (this.#follow(next[thread] as number, kind)) return MATCHED;
    }
    if (!this.#anchored && this.#follow(start, kind)) return MATCHED;
    return this.#settle(kind);
  }

  /** Adds what a thread reaches without a character while only its left neighbour is known. */
  #follow(start: number, left: number): boolean {
    return this.#spread(start, conditionsBetween(left, OTHER) & LEFT_CONDITIONS, THREADS);
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
    THREADS.keep((thread) => {
      if (operations[thread] !== ASSERT) return operations[thread] === TAKE;
      const missing = (conditions[thread] as number) & ~holds;
      if (missing === 0 || (missing & LEFT_CONDITIONS) !== 0) return false;
      asserts = true;
      return true;
    });
    if (THREADS.size === 0 && this.#anchored) return LOST;
    return this.#states.numberOf(THREADS, asserts ? left : OTHER);
  }
}

/** Whether the text's start is asserted before anything else can happen. */
function beginsWithTextStart({ start, operations, next, second, conditions }: Program): boolean {
  let at = start;
  while (operations[at] === FORK && second[at] === -1) at = next[at] as number;
  return operations[at] === ASSERT && ((conditions[at] as number) & TEXT_START) !== 0;
}
