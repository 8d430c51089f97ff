import type { Functions, OpaqueType, Overload, StaticType } from '../environment.ts';
import { Problem } from '../fault.ts';
import { LIBRARY } from '../library/library.ts';
import { fitsInt } from '../value.ts';
import { converted, isName, typeNamed } from './declaration.ts';
import { isTaken } from './known-functions.ts';
import { type DeclaredType, resultFor, type TypeNames } from './type-parameters.ts';

/**
 * A function that the host adds to those of CEL. One name may be declared several times, for other
 * arguments: the first that takes the values of a call is called.
 */
export interface FunctionDeclaration {
  /** The name it is called by; one that is not called on a value may be qualified, as `geo.distance`. */
  readonly name: string;
  /** The type of the value it is called on, as in `value.name(...)`; absent for `name(...)`. */
  readonly receiver?: string;
  /** The types of its arguments, as `['string', 'list(T)']`. */
  readonly params: readonly string[];
  /** The type of what it gives. */
  readonly result: string;
  /** Names that stand for any type in `receiver`, `params` and `result`: the same type throughout a call. */
  readonly typeParams?: readonly string[];
  /**
   * Computes the value, from the receiver, if any, and the arguments, all in their JavaScript form. Where
   * it throws, or gives what is not of its type, the call is an error of the run, as it is where there is
   * no implementation. A call takes a step, and more for what the lists and maps hold that it is given.
   */
  readonly implementation?: (...args: never[]) => unknown;
}

/**
 * The functions that an expression may call: the library's and the declared ones.
 *
 * @param types the names of opaque types, of which there are no values, so that no function that takes or
 * gives one has an implementation
 * @throws TypeError for a name that is none or belongs to CEL, and for a type that is not known
 */
export function declareFunctions(
  declarations: readonly FunctionDeclaration[],
  types: readonly string[],
): Functions {
  for (const type of types) {
    if (!isName(type) || typeNamed(type) !== undefined) {
      throw new TypeError(`\`${type}\` is not a name of a type of your own`);
    }
  }
  if (declarations.length === 0) return LIBRARY;
  const functions = new Map(LIBRARY);
  for (const declaration of declarations) {
    const { name } = declaration;
    const overload = overloadOf(declaration, new Set(types));
    functions.set(name, [...(functions.get(name) ?? []), overload]);
  }
  return functions;
}

function overloadOf(declaration: FunctionDeclaration, opaque: ReadonlySet<string>): Overload {
  const { name, receiver, implementation } = declaration;
  checkName(name, receiver !== undefined);
  const names = { opaque, parameters: new Set(declaration.typeParams) };
  for (const parameter of names.parameters) {
    if (!isName(parameter) || typeNamed(parameter) !== undefined || opaque.has(parameter)) {
      throw new TypeError(`\`${parameter}\` is not a name of a type parameter`);
    }
  }
  const params = declaration.params.map((type) => declaredType(type, names));
  const owner = receiver === undefined ? undefined : declaredType(receiver, names);
  const result = declaredType(declaration.result, names);
  const takes = owner === undefined ? params : [owner, ...params];
  const beyond = [...takes, result].find(({ type }) => opaque.has(type));
  if (beyond !== undefined && implementation !== undefined) {
    throw new TypeError(`\`${name}\` has an implementation, but \`${beyond.type}\` has no values`);
  }
  return {
    ...(owner === undefined ? {} : { receiver: owner.type }),
    params: params.map(({ type }) => type),
    result: result.type,
    ...(names.parameters.size === 0 ? {} : { resultFor: resultFor(takes, result, names) }),
    call: guarded(name, implementation, result.type),
    deep: true,
  };
}

function checkName(name: string, member: boolean): void {
  if (!isName(name) || (member && name.includes('.'))) {
    throw new TypeError(`\`${name}\` is not a name of a function`);
  }
  if (isTaken(name)) throw new TypeError(`\`${name}\` is a function of CEL already`);
}

/** A type with what stands between its parentheses. */
const TYPE = /^([\w.]+)(?:\(([\w., ()]*)\))?$/;

/** Reads a type: a kind, an opaque type or a type parameter. What a list or map holds only has to exist. */
function declaredType(text: string, { opaque, parameters }: TypeNames): DeclaredType {
  const known = (name: string): StaticType | undefined => {
    if (parameters.has(name)) return 'dyn';
    return opaque.has(name) ? (name as OpaqueType) : typeNamed(name);
  };
  const [, name = '', between = ''] = TYPE.exec(text) ?? [];
  const holds = between.match(/[\w.]+/g) ?? [];
  const type = known(name);
  if (type === undefined || holds.some((inner) => known(inner) === undefined)) {
    throw new TypeError(`\`${text}\` is not a type of CEL`);
  }
  return { name, type, holds };
}

/** The implementation as the library's functions are: what it gives has its type, and it never throws. */
function guarded(
  name: string,
  implementation: FunctionDeclaration['implementation'],
  result: StaticType,
): Overload['call'] {
  if (implementation === undefined) {
    const missing = new Problem('no-such-overload', `\`${name}\` has no implementation`);
    return () => missing;
  }
  const failed = new Problem('invalid-argument', `\`${name}\` failed`);
  const wrong = new Problem('no-such-overload', `\`${name}\` gave no value of its type`);
  return (...args) => {
    let given: unknown;
    try {
      given = implementation(...(args as never[]));
    } catch {
      return failed;
    }
    const value = converted(given, result, false);
    if (value === undefined || (typeof value === 'bigint' && !fitsInt(value))) return wrong;
    return value;
  };
}
