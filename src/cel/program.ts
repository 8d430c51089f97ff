import { CelError } from './cel-error.ts';
import { type Bindings, type Declarations, declare } from './check/declaration.ts';
import { declareFunctions, type FunctionDeclaration } from './check/function-declaration.ts';
import {
  DEFAULT_LIMITS,
  DEFAULT_STEPS,
  type Environment,
  Frame,
  type Limits,
  type StaticType,
} from './environment.ts';
import { compileExpression, readExpression } from './expression.ts';
import { Fault } from './fault.ts';

export interface CompileOptions {
  /** The names that the expression may use; any other is a mistake. */
  readonly variables?: Declarations;
  /** The functions that it may call beside those of CEL. */
  readonly functions?: readonly FunctionDeclaration[];
  /** Names of types that `functions` may use beside those of CEL; opaque, so that there are no values. */
  readonly types?: readonly string[];
  /** A qualified name in which names are looked up first, as `a.b`. */
  readonly container?: string;
  /**
   * Numbers come from JSON: each is a double, which serves where an int is wanted if it is whole, and
   * meets ints as their equal. Off by default, which is plain CEL.
   */
  readonly jsonNumbers?: boolean;
  /**
   * False leaves to the run what the check refuses: unknown names and functions, kinds that do not fit.
   * `true || 1` is then true. On by default.
   */
  readonly check?: boolean;
  readonly limits?: Partial<Limits>;
  /** Steps that one run may take; 100,000 by default. */
  readonly steps?: number;
}

/** A compiled expression. Runs any number of times; runs share nothing. */
export interface Program {
  /**
   * Gives the expression's value, in the JavaScript form that the table of CEL values describes. Throws a
   * `CelError` where the expression gives an error.
   */
  (bindings?: Bindings): unknown;
  /** What it gives, as far as that is known: `dyn` where only a run can tell. */
  readonly type: StaticType;
  readonly source: string;
}

/**
 * Compiles a CEL expression. Throws a `CelError` that lists all mistakes of the source, and a `TypeError`
 * for options that are none.
 */
export function compile(source: string, options: CompileOptions = {}): Program {
  const { jsonNumbers = false, check = true, steps = DEFAULT_STEPS, container = '' } = options;
  const environment: Environment = {
    variables: declare(options.variables ?? {}, jsonNumbers),
    functions: declareFunctions(options.functions ?? [], options.types ?? []),
    container,
    jsonNumbers,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
  };
  const { expression, type, mistakes } = readExpression(source, environment, { check });
  if (expression === undefined) {
    const first = mistakes.find(({ severity }) => severity === 'error');
    if (first === undefined) throw new TypeError('an expression without mistakes was not read');
    throw CelError.ofMistakes(first, mistakes, source);
  }
  const evaluate = compileExpression(expression, environment);
  const run = (bindings: Bindings = {}): unknown => {
    const value = evaluate(new Frame(bindings, steps));
    if (value instanceof Fault) throw CelError.ofFault(value, source);
    return value;
  };
  return Object.freeze(Object.assign(run, { type, source }));
}
