import type { StaticType } from '../../../src/cel/environment.ts';

/** Why there is no value: the expression was refused when loaded, or its evaluation ended in an error. */
export interface Failure {
  readonly stage: 'load' | 'run';
  /** The implementation's own code, or `syntax` for a text it cannot parse. */
  readonly code: string;
  readonly message: string;
}

/** A value of `src/cel/value.ts`, whoever computed it, or a failure. */
export type Outcome = { readonly value: unknown } | { readonly failure: Failure };

/** A function that the host declares; it is never called. */
export interface DeclaredFunction {
  readonly name: string;
  readonly params: readonly DeclaredType[];
  readonly result: DeclaredType;
}

/** A type as it is written, `tuple(T, int)`, and what is in it. */
export interface DeclaredType {
  readonly text: string;
  /** The kind as far as CEL knows it: `dyn` for a type of the host and for a type parameter. */
  readonly kind: StaticType;
  /** Names that stand for any type. */
  readonly typeParams: readonly string[];
  /** Names of types that are the host's own. */
  readonly opaque: readonly string[];
}

/** An expression and what it may name. */
export interface Source {
  readonly expression: string;
  readonly variables: ReadonlyMap<string, StaticType>;
  readonly container: string;
  readonly functions: readonly DeclaredFunction[];
  /** False where the official data asks that types are not checked before the run. */
  readonly check: boolean;
}

/** A loaded expression. */
export interface Loaded {
  /** The kind of the result where the implementation has a checker that says it, else `undefined`. */
  readonly type: () => string | undefined;
  /** Bindings are values of `src/cel/value.ts`. Never throws. */
  readonly run: (bindings: ReadonlyMap<string, unknown>) => Outcome;
}

/** One implementation of CEL behind the one door through which all of them are compared. */
export interface Implementation {
  readonly name: string;
  readonly version: string;
  /** Never throws. */
  readonly load: (source: Source) => Loaded | { readonly failure: Failure };
}

export const failure = (stage: 'load' | 'run', code: string, message: string) => ({
  failure: { stage, code, message },
});

/** Loads and runs once. */
export function evaluate(
  implementation: Implementation,
  source: Source,
  bindings: ReadonlyMap<string, unknown>,
): Outcome {
  const loaded = implementation.load(source);
  return 'failure' in loaded ? loaded : loaded.run(bindings);
}
