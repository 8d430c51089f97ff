import type { Expression } from '../ast.ts';
import type { Environment, StaticType } from '../environment.ts';
import type { Mistake } from '../fault.ts';
import { nameOf } from '../kind-words.ts';
import * as mistakes from './check-mistakes.ts';

/** Gives the type of one node, and reports its mistakes. */
export type TypeOf = (expression: Expression, checking: Checking) => StaticType;

/** What the parts of the checker share while they go through one expression. */
export class Checking {
  readonly environment: Environment;
  readonly mistakes: Mistake[];
  readonly #typeOf: TypeOf;
  readonly #locals: ReadonlyMap<string, StaticType>;

  constructor(
    environment: Environment,
    typeOf: TypeOf,
    locals: ReadonlyMap<string, StaticType> = new Map(),
    found: Mistake[] = [],
  ) {
    this.environment = environment;
    this.mistakes = found;
    this.#typeOf = typeOf;
    this.#locals = locals;
  }

  get json(): boolean {
    return this.environment.jsonNumbers;
  }

  typeOf(expression: Expression): StaticType {
    return this.#typeOf(expression, this);
  }

  /** Notes a mistake. What it concerns is `dyn` from then on, so that nothing is reported twice. */
  report(mistake: Mistake): 'dyn' {
    this.mistakes.push(mistake);
    return 'dyn';
  }

  /** Checks an expression that has to give true or false. */
  wantsBoolean(expression: Expression, operator: string): void {
    const type = this.typeOf(expression);
    if (type === 'bool' || type === 'dyn') return;
    this.report(
      mistakes.wrongOperand(expression.span, operator, this.nameOf(type), 'true or false'),
    );
  }

  localType(name: string): StaticType | undefined {
    return this.#locals.get(name);
  }

  /** Every name that can be written here. */
  names(): readonly string[] {
    return [...this.#locals.keys(), ...this.environment.variables.keys()];
  }

  nameOf(type: StaticType): string {
    return nameOf(type, this.json);
  }

  /** The checking of what stands inside a macro, with its variable. */
  within(variable: string, type: StaticType): Checking {
    const locals = new Map(this.#locals).set(variable, type);
    return new Checking(this.environment, this.#typeOf, locals, this.mistakes);
  }
}
