import type { Kind } from './value.ts';

/** A static type: a kind, or `dyn` where only the run can tell. */
export type StaticType = Kind | 'dyn';

const NOTHING = Object.freeze({});

/** What one evaluation works on. Made afresh, or reset, for each decision. */
export class Frame {
  /** What the variables read from; its shape is the owner's. */
  bindings: unknown;
  /** The value of the environment's primary variable, always an object: the one that is read most. */
  primary: { readonly [field: string]: unknown } = NOTHING;
  /** Steps left; below zero the evaluation is in error. */
  steps: number;
  /** Comprehension and `cel.bind` variables, by the slot the compiler gave them. */
  readonly locals: unknown[] = [];

  constructor(bindings: unknown, steps: number) {
    this.bindings = bindings;
    this.steps = steps;
  }
}

/** A compiled expression: gives a value, or a `Fault`. Never throws for JSON-like bindings. */
export type Evaluate = (frame: Frame) => unknown;

/** A root name of an expression. */
export interface Variable {
  readonly type: StaticType;
  /** Reads the variable's value from the frame's bindings; a `Fault` is an error when read. */
  readonly read: Evaluate;
  /** The value is `frame.primary` too, so that fused closures read it without a call. One at most. */
  readonly primary?: boolean;
}

export interface Limits {
  /** UTF-16 units of source. */
  readonly sourceLength: number;
  /** Levels of nesting; a chain of `&&` or `||` is one level. */
  readonly nesting: number;
  /** Levels of macros that loop, inside each other. */
  readonly comprehensions: number;
}

/** What a condition of a policy may be: 4,096 units, 32 levels, 3 loops. */
export const DEFAULT_LIMITS: Limits = { sourceLength: 4096, nesting: 32, comprehensions: 3 };

/** Steps one decision may take. */
export const DEFAULT_STEPS = 100_000;

/** What an expression may name, and how it treats numbers. */
export interface Environment {
  readonly variables: ReadonlyMap<string, Variable>;
  /** Qualified-name prefix in which names are looked up, as `a.b`; empty for none. */
  readonly container: string;
  /** Numbers come from JSON: all are doubles, and stand in for ints where they are integral. */
  readonly jsonNumbers: boolean;
  readonly limits: Limits;
}
