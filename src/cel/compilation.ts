import { type Admit, admitAny, admitJson } from './admit.ts';
import type { Expression } from './ast.ts';
import type { Environment, Evaluate } from './environment.ts';

/** Turns one node into a closure. */
export type CompileNode = (expression: Expression, compilation: Compilation) => Evaluate;

/** Sees every closure as it is made, and may put another in its place. */
export type Observe = (expression: Expression, evaluate: Evaluate) => Evaluate;

/** What the parts of the compiler share while they turn one expression into closures. */
export class Compilation {
  readonly environment: Environment;
  /** Numbers are JSON's: all doubles, standing in for ints where they are whole. */
  readonly json: boolean;
  readonly admit: Admit;
  readonly #compileNode: CompileNode;
  readonly #observe: Observe | undefined;
  readonly #slots: ReadonlyMap<string, number>;
  readonly #nextSlot: number;

  constructor(
    environment: Environment,
    compileNode: CompileNode,
    observe: Observe | undefined,
    slots: ReadonlyMap<string, number> = new Map(),
    nextSlot = 0,
  ) {
    this.environment = environment;
    this.json = environment.jsonNumbers;
    this.admit = this.json ? admitJson : admitAny;
    this.#compileNode = compileNode;
    this.#observe = observe;
    this.#slots = slots;
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

  /** Where a macro's variable is kept in `Frame.locals`; `undefined` for any other name. */
  slotOf(name: string): number | undefined {
    return this.#slots.get(name);
  }

  /** The compilation of what stands inside a macro, with its variable. */
  within(variable: string): { readonly slot: number; readonly inside: Compilation } {
    const slot = this.#nextSlot;
    const slots = new Map(this.#slots).set(variable, slot);
    const inside = new Compilation(
      this.environment,
      this.#compileNode,
      this.#observe,
      slots,
      slot + 1,
    );
    return { slot, inside };
  }
}
