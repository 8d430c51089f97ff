import type { Kind } from './value.ts';

/** The name of a type that the host declared, and that CEL knows nothing else of. */
export type OpaqueType = string & { readonly opaque: true };

/** A static type: a kind, an opaque type, or `dyn` where only the run can tell. */
export type StaticType = Kind | OpaqueType | 'dyn';

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

/** One way to call a function: for these types of arguments, it gives that type of value. */
export interface Signature {
  /** Present for `receiver.name(...)`. */
  readonly receiver?: StaticType;
  readonly params: readonly StaticType[];
  readonly result: StaticType;
  /**
   * What it gives for arguments that fit one by one, the receiver first; `undefined` where they do not
   * fit each other. Absent where that is always `result`.
   */
  readonly resultFor?: (given: readonly StaticType[], json: boolean) => StaticType | undefined;
}

/** A signature with what computes the value. */
export interface Overload extends Signature {
  /** Takes the receiver first. Gives a value or a `Problem`; never throws. Never called with a fault. */
  readonly call: Call<unknown>;
  /** Steps beyond one, charged before the call, which they bound in time and memory. Absent: none. */
  readonly cost?: Call<number>;
  /** It reads what is inside the lists and maps it takes, which is checked and charged before the call. */
  readonly deep?: true;
}

/** Takes the receiver, if any, then the arguments. */
export type Call<Result> = (...args: readonly unknown[]) => Result;

/** Functions by the name they are called by. */
export type Functions = ReadonlyMap<string, readonly Overload[]>;

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
  readonly functions: Functions;
  /** Qualified-name prefix in which names are looked up, as `a.b`; empty for none. */
  readonly container: string;
  /** Numbers come from JSON: all are doubles, and stand in for ints where they are integral. */
  readonly jsonNumbers: boolean;
  readonly limits: Limits;
}
