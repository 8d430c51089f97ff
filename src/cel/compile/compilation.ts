import type { Expression } from '../ast.ts';
import type { Environment, Evaluate } from '../environment.ts';
import { type Admit, admitAny, admitJson } from './admit.ts';

/** Turns one node into a closure. */
export type CompileNode = (expression: Expression, compilation: Compilation) => Evaluate;

/** Sees every closure as it is made, and may put another in its place. */
export type Observe = (expression: Expression, evaluate: Evaluate) => Evaluate;

/** Where a macro's variable is kept in `Frame.locals`. */
export interface Local {
  readonly slot: number;
  /** Its value is known to be one of CEL; else only what is no object has been checked. */
  readonly checked: boolean;
  /** See `ownLevels`. */
  readonly own: number;
}

/** What the parts of the compiler share while they turn one expression into closures. */
export class Compilation {
  readonly environment: Environment;
  /** Numbers are JSON's: all doubles, standing in for ints where they are whole. */
  readonly json: boolean;
  readonly admit: Admit;
  readonly #compileNode: CompileNode;
  readonly #observe: Observe | undefined;
  readonly #locals: ReadonlyMap<string, Local>;
  readonly #nextSlot: number;

  constructor(
    environment: Environment,
    compileNode: CompileNode,
    observe: Observe | undefined,
    locals: ReadonlyMap<string, Local> = new Map(),
    nextSlot = 0,
  ) {
    this.environment = environment;
    this.json = environment.jsonNumbers;
    this.admit = this.json ? admitJson : admitAny;
    this.#compileNode = compileNode;
    this.#observe = observe;
    this.#locals = locals;
    this.#nextSlot = nextSlot;
  }

  /** Several nodes may become one closure, unless each of them is to be observed. */
  get fuses(): boolean {
    return this.#observe === undefined;
  }

  compile(expression: Expression): Evaluate {
    const evaluate = this.#compileNode(expression, this);
    return this.#observe === undefined ? evaluate : this.#observe(expression, evaluate);
  }

  /** A macro's variable; `undefined` for any other name. */
  local(name: string): Local | undefined {
    return this.#locals.get(name);
  }

  /** The compilation of what stands inside a macro, with its variable. */
  within(
    variable: string,
    checked: boolean,
    own: number,
  ): { readonly slot: number; readonly inside: Compilation } {
    const slot = this.#nextSlot;
    const inside = new Compilation(
      this.environment,
      this.#compileNode,
      this.#observe,
      new Map(this.#locals).set(variable, { slot, checked, own }),
      slot + 1,
    );
    return { slot, inside };
  }
}
